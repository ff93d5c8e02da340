package com.example.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The app without its database. */
@SpringBootTest
@AutoConfigureMockMvc
class OutageTest {
    @TestBean
    HikariDataSource dataSource;

    @Autowired
    MockMvcTester mvc;

    static HikariDataSource dataSource() {
        var postgres = new PGSimpleDataSource();
        postgres.setPortNumbers(new int[] {1});
        var pool = new HikariDataSource();
        pool.setDataSource(postgres);
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionTimeout(500);
        return pool;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/readyz", "/persons", "/persons/1"})
    void tellsToComeBack(String path) {
        assertThat(mvc.get().uri(path))
                .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
                .hasHeader(HttpHeaders.RETRY_AFTER, "1")
                .bodyText()
                .contains("The database does not answer.")
                .doesNotContain("localhost", "Exception");
    }

    @Test
    void isAlive() {
        assertThat(mvc.get().uri("/healthz")).hasStatusOk();
    }
}
