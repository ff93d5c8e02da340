package com.example.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.app.IntegrationTest;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

@IntegrationTest
class RedisGatewayTest {
    private static final String NAME = "first";

    @Autowired
    RedisGateway redis;

    @Test
    void aConnectionWithoutAnswersIsReplaced() {
        nameConnection();

        fail(new QueryTimeoutException("no answer"));

        assertThat(connectionName()).isNotEqualTo(NAME);
    }

    @Test
    void aConnectionWithAnErrorIsKept() {
        nameConnection();

        fail(new InvalidDataAccessApiUsageException("WRONGTYPE"));

        assertThat(connectionName()).isEqualTo(NAME);
    }

    private void fail(RuntimeException exception) {
        assertThatThrownBy(() -> redis.execute(template -> {
                    throw exception;
                }))
                .isInstanceOf(RedisUnavailableException.class);
    }

    private void nameConnection() {
        redis.execute(on(connection -> {
            connection.serverCommands().setClientName(NAME.getBytes(StandardCharsets.UTF_8));
            return null;
        }));
    }

    private @Nullable String connectionName() {
        return redis.execute(on(connection -> connection.serverCommands().getClientName()));
    }

    private static <T> Function<StringRedisTemplate, @Nullable T> on(RedisCallback<T> callback) {
        return template -> template.execute(callback);
    }
}
