package com.example.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What is told of a value that does not fit, whatever the type of its field. */
@WebMvcTest(MismatchTest.Samples.class)
@Import(MismatchTest.Samples.class)
class MismatchTest {
    @Autowired
    MockMvcTester mvc;

    record Sample(
            int count,
            @Nullable Double weight,
            @Nullable Boolean active,
            @Nullable LocalDate born,
            @Nullable String name,
            @Nullable List<String> names,
            @Nullable Sample parent) {}

    record Filter(
            @Nullable Long count,
            @Nullable Double weight,
            @Nullable Boolean active,
            @Nullable LocalDate born) {}

    @RestController
    static class Samples {
        @PostMapping("/samples")
        void add(@RequestBody Sample sample) {}

        @GetMapping("/samples")
        void find(Filter filter) {}
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"count":"many"}                  | count        | must be an integer
            {"count":null}                    | count        | must be an integer
            {"count":3000000000}              | count        | is out of range
            {"count":1,"weight":"heavy"}      | weight       | must be a number
            {"count":1,"active":"perhaps"}    | active       | must be a boolean
            {"count":1,"born":"long ago"}     | born         | has the wrong type or format
            {"count":1,"name":1}              | name         | must be a string
            {"count":1,"names":"Ada"}         | names        | must be a list
            {"count":1,"parent":"Ada"}        | parent       | must be an object
            {"count":1,"parent":{"count":{}}} | parent.count | must be an integer
            []                                | body         | must be an object
            """)
    void aMemberIsNamedWithItsRule(String body, String field, String message) {
        var answer = mvc.post()
                .uri("/samples")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);

        assertThat(answer)
                .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
                .bodyJson()
                .extractingPath("errors")
                .convertTo(InstanceOfAssertFactories.list(InvalidField.class))
                .containsExactly(new InvalidField(field, message));
    }

    @ParameterizedTest
    @CsvSource({
        "count, many, must be an integer",
        "weight, heavy, must be a number",
        "active, perhaps, must be a boolean",
        "born, long ago, has the wrong type or format",
    })
    void aParameterIsNamedWithItsRule(String name, String value, String message) {
        assertThat(mvc.get().uri("/samples").queryParam(name, value))
                .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
                .bodyJson()
                .extractingPath("errors")
                .convertTo(InstanceOfAssertFactories.list(InvalidField.class))
                .containsExactly(new InvalidField(name, message));
    }
}
