package com.example.app.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

class PoolTest {
    @Test
    void aDeadConnectionIsReplaced() {
        try (var pool = pool(TestDatabase.environment());
                var other = pool(TestDatabase.environment())) {
            pool.setMaximumPoolSize(1);
            var before = backend(pool);
            // Now it lies in the pool, and is the first to be used again.
            JdbcClient.create(other)
                    .sql("SELECT pg_terminate_backend(:backend, 1000)")
                    .param("backend", before)
                    .query(Boolean.class)
                    .single();

            assertThat(backend(pool)).isNotEqualTo(before);
        }
    }

    @Test
    void aLongStatementIsEnded() {
        try (var pool = pool(TestDatabase.environment())) {
            var started = Instant.now();

            assertThatThrownBy(() -> query(pool, "SELECT 1 FROM pg_sleep(30)"))
                    .isInstanceOfAny(QueryTimeoutException.class, DataAccessResourceFailureException.class);
            assertThat(Duration.between(started, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aMistakeInSqlIsNoOutage() {
        try (var pool = pool(TestDatabase.environment())) {
            assertThatThrownBy(() -> query(pool, "SELECT nothing FROM nowhere"))
                    .isInstanceOf(BadSqlGrammarException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PGPORT, 1",
        "PGHOST, database.invalid",
        "PGPASSWORD, wrong",
        "PGDATABASE, nothing",
    })
    void anOutageEndsInTime(String name, String value) {
        var environment = new HashMap<>(TestDatabase.environment());
        environment.put(name, value);
        try (var pool = pool(environment)) {
            pool.setConnectionTimeout(3000);
            var started = Instant.now();

            assertThatThrownBy(() -> query(pool, "SELECT 1")).isInstanceOf(DataAccessResourceFailureException.class);
            assertThat(Duration.between(started, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void twoThatMigrateAtOnceWaitForEachOther() {
        var runs = Stream.generate(() -> CompletableFuture.supplyAsync(() -> Flyway.configure()
                        .dataSource(ConnectionSettings.from(TestDatabase.environment())
                                .dataSource())
                        .load()
                        .migrate()
                        .success))
                .limit(2)
                .toList();

        assertThat(runs).extracting(CompletableFuture::join).containsOnly(true);
    }

    /** Like the one of application.yaml, but with Hikari's own patience. */
    private static HikariDataSource pool(Map<String, String> environment) {
        var pool = DatabaseConfiguration.pool(ConnectionSettings.from(environment));
        pool.setMinimumIdle(0);
        pool.setInitializationFailTimeout(-1);
        return pool;
    }

    private static Integer backend(HikariDataSource pool) {
        return query(pool, "SELECT pg_backend_pid()");
    }

    private static Integer query(HikariDataSource pool, String sql) {
        return JdbcClient.create(pool).sql(sql).query(Integer.class).single();
    }
}
