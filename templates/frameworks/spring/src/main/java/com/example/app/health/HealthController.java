package com.example.app.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HealthController {
    private static final int READY_MILLISECONDS = 1500;

    private final JdbcClient jdbc;
    private final AsyncTaskExecutor executor;

    HealthController(JdbcClient jdbc, AsyncTaskExecutor executor) {
        this.jdbc = jdbc;
        this.executor = executor;
    }

    record Health(String status) {}

    record Readiness(String status, String postgres) {}

    @GetMapping("/healthz")
    Health healthz() {
        return new Health("ok");
    }

    /** Answers in time, whatever the database does: the question is asked in a thread of its own. */
    @GetMapping("/readyz")
    Readiness readyz() {
        var version = CompletableFuture.supplyAsync(this::version, executor)
                .orTimeout(READY_MILLISECONDS, TimeUnit.MILLISECONDS);
        try {
            return new Readiness("ok", version.join());
        } catch (CompletionException exception) {
            if (exception.getCause() instanceof TimeoutException timeout) {
                throw new QueryTimeoutException("no answer in time", timeout);
            }
            if (exception.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw exception;
        }
    }

    private String version() {
        var version = jdbc.sql("SHOW server_version").query(String.class).single();
        return version.split(" ")[0]; // "18.1 (Debian 18.1-1)"
    }
}
