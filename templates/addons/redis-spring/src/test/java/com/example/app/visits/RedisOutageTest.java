package com.example.app.visits;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.IntegrationTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The app without Redis. */
class RedisOutageTest {
    @Nested
    @TestPropertySource(properties = "spring.data.redis.url=redis://127.0.0.1:1")
    class NobodyListens extends Outage {}

    @Nested
    class NobodyAnswers extends Outage {
        private static final ServerSocket silent = listen();

        @DynamicPropertySource
        static void url(DynamicPropertyRegistry registry) {
            registry.add("spring.data.redis.url", () -> "redis://127.0.0.1:" + silent.getLocalPort());
        }

        @AfterAll
        static void close() throws IOException {
            silent.close();
        }

        private static ServerSocket listen() {
            try {
                return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }

    @IntegrationTest
    abstract static class Outage {
        @Autowired
        MockMvcTester mvc;

        @Test
        void aVisitIsToldSoonToComeBack() {
            var started = Instant.now();
            var visits = Stream.generate(() -> CompletableFuture.supplyAsync(this::visit, Thread::startVirtualThread))
                    .limit(5)
                    .toList();

            assertThat(visits)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(visit -> assertThat(visit)
                            .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
                            .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                            .hasHeader(HttpHeaders.RETRY_AFTER, "1")
                            .bodyText()
                            .contains("Redis does not answer."));
            assertThat(Duration.between(started, Instant.now())).isLessThan(Duration.ofSeconds(2));
        }

        @ParameterizedTest
        @ValueSource(strings = {"/", "/persons", "/healthz", "/readyz"})
        void everythingElseWorks(String path) {
            assertThat(mvc.get().uri(path)).hasStatusOk();
        }

        private MvcTestResult visit() {
            return mvc.post().uri("/visits").exchange();
        }
    }
}
