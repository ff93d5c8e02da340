package com.example.app.redis;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Says that the same request may succeed later. */
class RedisUnavailableException extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    RedisUnavailableException(Throwable cause) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "Redis does not answer."),
                cause);
        getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
    }
}
