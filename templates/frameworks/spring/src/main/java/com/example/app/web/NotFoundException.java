package com.example.app.web;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

public class NotFoundException extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    public NotFoundException() {
        super(HttpStatus.NOT_FOUND);
    }
}
