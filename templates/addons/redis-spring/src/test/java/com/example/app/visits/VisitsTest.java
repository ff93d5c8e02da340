package com.example.app.visits;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.IntegrationTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** With a database of Redis for the tests alone (TEST_REDIS_URL), empty before and after each. */
@IntegrationTest
class VisitsTest {
    @Autowired
    MockMvcTester mvc;

    @Autowired
    StringRedisTemplate redis;

    @BeforeEach
    @AfterEach
    void empty() {
        redis.execute((RedisCallback<?>) connection -> {
            connection.serverCommands().flushDb();
            return null;
        });
    }

    @Test
    void areCounted() {
        visitIs(1);
        visitIs(2);
        visitIs(3);
    }

    @Test
    void aBrokenConnectionIsReplaced() {
        visitIs(1);
        redis.execute((RedisCallback<?>) connection -> connection.execute("QUIT"));
        visitIs(2);
    }

    @Test
    void anotherMethodIsRefused() {
        assertThat(mvc.get().uri("/visits"))
                .hasStatus(HttpStatus.METHOD_NOT_ALLOWED)
                .hasHeader(HttpHeaders.ALLOW, "POST");
    }

    private void visitIs(int number) {
        assertThat(mvc.post().uri("/visits"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"visits\":%d}".formatted(number));
    }
}
