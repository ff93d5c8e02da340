package com.example.app.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/** A body is first of all JSON in UTF-8, and not too long: whether it fits a class is judged after that. */
@ControllerAdvice
class JsonBodyAdvice extends RequestBodyAdviceAdapter {
    private static final int MAX_BYTES = 1 << 20;

    private final JsonMapper mapper;

    JsonBodyAdvice(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage input,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        var body = input.getBody().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE);
        }
        // Fails on invalid UTF-8, some of which Jackson lets through.
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        var json = parse(text.toString(), input);
        if (json.isNull()) { // For Spring, it would be no body at all.
            var mismatch = MismatchedInputException.from(null, parameter.getParameterType(), "null");
            throw new HttpMessageNotReadableException("The body is null.", mismatch, input);
        }
        return new BodyRead(input.getHeaders(), body);
    }

    private JsonNode parse(String text, HttpInputMessage input) {
        try {
            var json = mapper.readTree(text);
            if (!json.isMissingNode()) {
                return json;
            }
        } catch (JacksonException exception) {
            throw new HttpMessageNotReadableException("The body is not JSON: " + exception.getMessage(), input);
        }
        throw new HttpMessageNotReadableException("The body is empty.", input);
    }

    private record BodyRead(HttpHeaders headers, byte[] bytes) implements HttpInputMessage {
        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
