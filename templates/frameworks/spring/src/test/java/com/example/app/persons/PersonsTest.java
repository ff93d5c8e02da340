package com.example.app.persons;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.IntegrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

@IntegrationTest
class PersonsTest {
    private static final String ELEPHANT = "🐘";

    @Autowired
    MockMvcTester mvc;

    @Autowired
    JsonMapper json;

    @Test
    void areAddedFoundAndDeleted() {
        var added = add("{\"name\":\" Zoë 🐘\\n\",\"emails\":[\"b@x\",\"a@x\"]}");
        assertThat(added.name()).isEqualTo("Zoë 🐘");
        assertThat(added.emails()).containsExactly("b@x", "a@x");
        assertThat(Duration.between(added.createdAt(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));

        var path = "/persons/" + added.id();
        assertThat(read(mvc.get().uri(path).exchange(), Person.class)).isEqualTo(added);
        assertThat(mvc.delete().uri(path))
                .hasStatus(HttpStatus.NO_CONTENT)
                .body()
                .isEmpty();
        assertThat(mvc.get().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
        assertThat(mvc.delete().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void locationLeadsToThem() {
        var answer = post("{\"name\":\"Ada\"}");
        var id = read(answer, Person.class).id();

        assertThat(answer).hasStatus(HttpStatus.CREATED).hasHeader("Location", "/persons/" + id);
    }

    @Test
    void pagesHoldEverybodyOnce() {
        var all = IntStream.range(0, 5)
                .mapToObj(number -> add("{\"name\":\"Person %1$d\",\"emails\":[\"%1$d@x\"]}".formatted(number)))
                .toList();
        var before = all.getFirst().id() - 1;

        assertThat(page(before, 3))
                .isEqualTo(new PersonPage(all.subList(0, 3), all.get(2).id()));
        assertThat(page(all.get(2).id(), 3)).isEqualTo(new PersonPage(all.subList(3, 5), null));
        assertThat(page(before, 5)).isEqualTo(new PersonPage(all, null));
        assertThat(page(all.getLast().id(), 5)).isEqualTo(new PersonPage(List.of(), null));
    }

    @Test
    void charactersAreCounted() {
        var longest = ELEPHANT.repeat(252) + "@b";

        assertThat(add(json.writeValueAsString(new Draft(ELEPHANT.repeat(200), List.of(longest))))
                        .emails())
                .containsExactly(longest);
        assertThat(post(json.writeValueAsString(new Draft(ELEPHANT.repeat(201), List.of(ELEPHANT + longest)))))
                .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            []                                      | body
            {}                                      | name
            {"Name":"Ada"}                          | name
            {"name":5}                              | name
            {"name":" \\u00a0\\n"}                  | name
            {"name":"a\\u0000b"}                    | name
            {"name":"\\udc18\\ud83d"}               | name
            {"name":"x","emails":null}              | emails
            {"name":"x","emails":"a@b"}             | emails
            {"name":"x","emails":["a@b","a@b"]}     | emails
            {"name":"x","emails":["a@b",1]}         | emails.1
            {"name":"x","emails":[["a@b"]]}         | emails.0
            {"name":"x","emails":[null]}            | emails.0
            {"name":"x","emails":["a@b","a b@c"]}   | emails.1
            {"name":"x","emails":["a@b@c"]}         | emails.0
            {"name":"x","emails":["a@b\\n"]}        | emails.0
            {"name":"","emails":["@","a@b"]}        | emails.0 name
            """)
    void everythingWrongIsNamed(String body, String fields) {
        assertThat(post(body))
                .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
                .bodyJson()
                .extractingPath("errors[*].field")
                .asArray()
                .containsExactlyInAnyOrder((Object[]) fields.split(" "));
    }

    private record Draft(String name, List<String> emails) {}

    private MvcTestResult post(String body) {
        return mvc.post()
                .uri("/persons")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private Person add(String body) {
        var answer = post(body);
        assertThat(answer).hasStatus(HttpStatus.CREATED);
        return read(answer, Person.class);
    }

    private PersonPage page(long after, int limit) {
        var answer = mvc.get().uri("/persons?after={after}&limit={limit}", after, limit);
        return read(answer.exchange(), PersonPage.class);
    }

    private <T> T read(MvcTestResult answer, Class<T> type) {
        return json.readValue(answer.getResponse().getContentAsByteArray(), type);
    }
}
