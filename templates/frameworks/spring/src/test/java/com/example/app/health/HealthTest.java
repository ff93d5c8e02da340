package com.example.app.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.IntegrationTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@IntegrationTest
class HealthTest {
    @Autowired
    MockMvcTester mvc;

    @Test
    void isAlive() {
        assertThat(mvc.get().uri("/healthz")).hasStatusOk().bodyJson().isStrictlyEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void isReady() {
        assertThat(mvc.get().uri("/readyz"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("postgres")
                .asString()
                .matches("\\d+(\\.\\d+|beta\\d|rc\\d)");
    }
}
