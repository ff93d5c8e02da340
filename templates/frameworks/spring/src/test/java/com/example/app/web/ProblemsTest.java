package com.example.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.IntegrationTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@IntegrationTest
class ProblemsTest {
    @Autowired
    MockMvcTester mvc;

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere, 404, Not Found",
        "GET, /persons/, 404, Not Found",
        "GET, /static/, 404, Not Found",
        "GET, /persons/0, 404, Not Found",
        "GET, /persons/01, 404, Not Found",
        "GET, /persons/1;x, 404, Not Found",
        "DELETE, /persons/9007199254740992, 404, Not Found",
        "PUT, /persons, 405, Method Not Allowed",
        "POST, /, 405, Method Not Allowed",
        "POST, /persons, 415, Unsupported Media Type",
        "GET, /persons?limit=0, 422, Unprocessable Content",
    })
    void everyErrorIsAProblem(String method, String path, int status, String title) {
        assertThat(mvc.method(HttpMethod.valueOf(method)).uri(path))
                .hasStatus(status)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .isLenientlyEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}".formatted(title, status));
    }

    @Test
    void otherMethodsAreNamed() {
        assertThat(mvc.put().uri("/persons").exchange().getResponse().getHeader(HttpHeaders.ALLOW))
                .contains("GET", "POST");
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("", 400),
                Arguments.of(" \n", 400),
                Arguments.of("{", 400),
                Arguments.of("{\"name\":\"x\"} y", 400),
                Arguments.of("{\"name\":\"x\",\"y\":NaN}", 400),
                Arguments.of("[".repeat(100_000), 400),
                Arguments.of("{\"name\":\"x\"}" + " ".repeat(1 << 20), 413),
                Arguments.of("null", 422),
                Arguments.of("{}", 422));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyIsJudged(String body, int status) {
        assertThat(mvc.post()
                        .uri("/persons")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .hasStatus(status);
    }

    @Test
    void invalidUtf8IsNotJson() {
        var overlong = new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'};

        assertThat(mvc.post()
                        .uri("/persons")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(overlong))
                .hasStatus(HttpStatus.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json; charset=utf-8, 201",
        "Application/JSON, 201",
        "application/jsonp, 415",
        "application/problem+json, 415",
        "text/plain, 415",
    })
    void theContentTypeIsJson(String type, int status) {
        assertThat(mvc.post()
                        .uri("/persons")
                        .header(HttpHeaders.CONTENT_TYPE, type)
                        .content("{\"name\":\"x\"}"))
                .hasStatus(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "1.0", "1_0", "+5", " 5", "5;", "0x5", "9007199254740992"})
    void aWrongParameterIsNamed(String value) {
        assertThat(mvc.get().uri("/persons").queryParam("after", value).queryParam("limit", value))
                .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
                .bodyJson()
                .extractingPath("errors[*].field")
                .asArray()
                .containsExactlyInAnyOrder("after", "limit");
    }
}
