package com.example.app.database;

import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Leads every test to the database that TEST_DATABASE names: PGDATABASE is the app's own. */
@Configuration(proxyBeanMethods = false)
class TestDatabase {
    @Bean
    @Primary
    ConnectionSettings testConnectionSettings() {
        return ConnectionSettings.from(environment());
    }

    static Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        var database = environment.getOrDefault("TEST_DATABASE", "");
        if (database.isEmpty()) {
            throw new IllegalStateException("TEST_DATABASE names no database for tests: docker compose run --rm test");
        }
        environment.put("PGDATABASE", database);
        return environment;
    }
}
