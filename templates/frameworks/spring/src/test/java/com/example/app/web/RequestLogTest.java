package com.example.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(properties = "logging.level.com.example.app=info")
@AutoConfigureMockMvc
@ExtendWith(OutputCaptureExtension.class)
class RequestLogTest {
    @Autowired
    MockMvcTester mvc;

    @Autowired
    JsonMapper json;

    @Test
    void aRequestIsALineOfJson(CapturedOutput output) {
        mvc.get().uri("/no\"where").exchange();

        var line = json.readTree(output.getOut()
                .lines()
                .filter(each -> each.contains("\"request\""))
                .findFirst()
                .orElseThrow());
        assertThat(Instant.parse(line.path("time").asString())).isBeforeOrEqualTo(Instant.now());
        assertThat(line.path("level").asString()).isEqualTo("INFO");
        assertThat(line.path("message").asString()).isEqualTo("request");
        assertThat(line.path("method").asString()).isEqualTo("GET");
        assertThat(line.path("path").asString()).isEqualTo("/no%22where");
        assertThat(line.path("status").asInt()).isEqualTo(404);
        assertThat(line.path("duration_ms").isNumber()).isTrue();
    }

    @Test
    void aHealthCheckIsNotLogged(CapturedOutput output) {
        mvc.get().uri("/healthz").header(HttpHeaders.USER_AGENT, "healthcheck").exchange();

        assertThat(output.getOut()).doesNotContain("/healthz");
    }
}
