package com.example.app.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsTest {
    private static final String PASSWORD = " %p@:/'\\\\🐘${HOME} ";

    @Test
    void anEmptyVariableIsAnAbsentOne() {
        var settings = ConnectionSettings.from(Map.of("PGHOST", "", "PGPORT", "", "PGUSER", "ada"));

        assertThat(settings).isEqualTo(new ConnectionSettings("localhost", 5432, "app", "ada", ""));
    }

    @Test
    void aValueArrivesAsItIs() {
        var settings = ConnectionSettings.from(Map.of(
                "PGHOST",
                "db",
                "PGPORT",
                "6543",
                "PGDATABASE",
                "a?b=c&d/é",
                "PGUSER",
                "o'hara",
                "PGPASSWORD",
                PASSWORD));

        assertThat(settings).isEqualTo(new ConnectionSettings("db", 6543, "a?b=c&d/é", "o'hara", PASSWORD));
        assertThat(settings.dataSource().getDatabaseName()).isEqualTo("a?b=c&d/é");
        assertThat(settings.toString()).doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void thePasswordsFileMayEndInOneLineEnd(String lineEnd, @TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("password"), PASSWORD + lineEnd);

        var settings = ConnectionSettings.from(Map.of("PGPASSWORD_FILE", file.toString(), "PGPASSWORD", "other"));

        assertThat(settings.password()).isEqualTo(PASSWORD);
    }

    @Test
    void aWrongValueIsNamed() {
        assertThatThrownBy(() -> ConnectionSettings.from(Map.of("PGPORT", "five")))
                .hasMessageContaining("PGPORT");
        assertThatThrownBy(() -> ConnectionSettings.from(Map.of("PGPASSWORD_FILE", "/does/not/exist")))
                .hasMessageContaining("PGPASSWORD_FILE");
    }
}
