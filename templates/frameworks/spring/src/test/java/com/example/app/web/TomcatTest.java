package com.example.app.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What Tomcat makes of a request before Spring sees it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "logging.level.root=warn")
@Import(TomcatTest.Echo.class)
class TomcatTest {
    @LocalServerPort
    int port;

    RestTestClient client;

    record Seen(String url, boolean secure) {}

    @RestController
    static class Echo {
        @GetMapping("/echo")
        Seen echo(HttpServletRequest request) {
            return new Seen(request.getRequestURL().toString(), request.isSecure());
        }
    }

    /** Comes from this container's address in a network of Docker's, as the proxy does. */
    @BeforeEach
    void connect() throws UnknownHostException {
        var address = InetAddress.getLocalHost().getHostAddress();
        client = RestTestClient.bindToServer()
                .baseUrl("http://%s:%d".formatted(address, port))
                .build();
    }

    @Test
    void theProxyKnowsWhatTheClientAskedFor() {
        client.get()
                .uri("/echo")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "example.com")
                .header("X-Forwarded-For", "203.0.113.9")
                .exchange()
                .expectBody(Seen.class)
                .isEqualTo(new Seen("https://example.com/echo", true));
    }

    @ParameterizedTest
    @CsvSource({"limit=%ff, limit", "sort=%ff, sort", "x=1&l%69mit=%ff, limit", "%ff=1, query"})
    void theMalformedPartOfAQueryIsNamed(String query, String field) {
        client.get()
                .uri(URI.create("/persons?" + query))
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
                .expectBody()
                .jsonPath("$.errors[*].field")
                .isEqualTo(field);
    }
}
