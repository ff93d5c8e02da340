package com.example.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.IntegrationTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@IntegrationTest
class PagesTest {
    @Autowired
    MockMvcTester mvc;

    @ParameterizedTest
    @CsvSource({
        "/, text/html;charset=UTF-8",
        "/openapi.json, application/json",
        "/static/index.html, text/html",
        "/static/welcome.css, text/css",
        "/static/welcome.js, text/javascript",
    })
    void filesHaveTheirType(String path, String type) {
        assertThat(mvc.get().uri(path).header(HttpHeaders.ACCEPT, "image/png"))
                .hasStatusOk()
                .hasContentType(type)
                .body()
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/nowhere", "/persons?limit=0"})
    void everyAnswerHasSecurityHeaders(String path) {
        assertThat(mvc.get().uri(path))
                .hasHeader("X-Content-Type-Options", "nosniff")
                .hasHeader("Referrer-Policy", "no-referrer")
                .headers()
                .hasHeaderSatisfying(
                        "Content-Security-Policy",
                        values -> assertThat(values).first().asString().startsWith("default-src 'none'"));
    }

    @Test
    void whatIsNotInPublicIsNotServed() {
        assertThat(mvc.get().uri("/static/../pom.xml")).hasStatus(404);
        assertThat(mvc.get().uri("/index.html")).hasStatus(404);
    }
}
