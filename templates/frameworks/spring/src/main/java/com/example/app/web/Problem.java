package com.example.app.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/** What a client sees of Spring's {@link ProblemDetail}: the members that public/openapi.json names. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String type,
        @Nullable String title,
        int status,
        @Nullable String detail,
        @Nullable Object errors) {
    static final String ERRORS = "errors";

    static Problem of(ProblemDetail given) {
        var more = given.getProperties() == null ? Map.<String, Object>of() : given.getProperties();
        return new Problem("about:blank", given.getTitle(), given.getStatus(), given.getDetail(), more.get(ERRORS));
    }
}
