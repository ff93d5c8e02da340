package com.example.app.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the database is, by the variables of libpq. They are read here and not by Spring, which
 * would take a <code>${…}</code> in a password for one of its own placeholders.
 */
record ConnectionSettings(String host, int port, String database, String user, String password) {
    /** An empty variable is an absent one. */
    static ConnectionSettings from(Map<String, String> environment) {
        return new ConnectionSettings(
                valueOf(environment, "PGHOST", "localhost"),
                port(valueOf(environment, "PGPORT", "5432")),
                valueOf(environment, "PGDATABASE", "app"),
                valueOf(environment, "PGUSER", "app"),
                password(environment));
    }

    PGSimpleDataSource dataSource() {
        var dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {host});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName(database);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "%s@%s:%d/%s".formatted(user, host, port, database);
    }

    private static String valueOf(Map<String, String> environment, String name, String fallback) {
        var value = environment.getOrDefault(name, "");
        return value.isEmpty() ? fallback : value;
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException exception) {
            throw new IllegalArgumentException("PGPORT is a number, not " + text, exception);
        }
    }

    private static String password(Map<String, String> environment) {
        var file = valueOf(environment, "PGPASSWORD_FILE", "");
        if (file.isEmpty()) {
            return valueOf(environment, "PGPASSWORD", "");
        }
        try {
            // The line end that editors add is none of the password; a space is.
            return Files.readString(Path.of(file)).replaceFirst("\\r?\\n\\z", "");
        } catch (IOException exception) {
            throw new UncheckedIOException("PGPASSWORD_FILE cannot be read", exception);
        }
    }
}
