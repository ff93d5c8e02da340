package com.example.app.web;

import java.beans.PropertyEditorSupport;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** Integers in parameters are digits: by itself, Spring also takes " 5", "+5", "0x5" and nothing at all. */
@ControllerAdvice
class IntegerAdvice {
    @InitBinder
    void takeDigitsOnly(WebDataBinder binder) {
        binder.registerCustomEditor(Long.class, new IntegerEditor());
    }

    private static final class IntegerEditor extends PropertyEditorSupport {
        private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

        @Override
        public void setAsText(String text) {
            if (!INTEGER.matcher(text).matches()) {
                throw new NumberFormatException("not an integer");
            }
            setValue(Long.valueOf(text));
        }
    }
}
