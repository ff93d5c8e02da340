package com.example.app.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/** Redis: what replicas share. The app works on without it: only what needs it answers 503. */
@Component
public class RedisGateway {
    private static final Logger log = LoggerFactory.getLogger(RedisGateway.class);
    private static final int ANSWER_MILLISECONDS = 1500;

    private final StringRedisTemplate template;
    private final LettuceConnectionFactory connections;
    private final AsyncTaskExecutor executor;

    private @Nullable CompletableFuture<Void> connected;

    RedisGateway(StringRedisTemplate template, LettuceConnectionFactory connections, AsyncTaskExecutor executor) {
        this.template = template;
        this.connections = connections;
        this.executor = executor;
    }

    /** Answers in time, whatever Redis does, or the name server that is asked where it is. */
    public <T> T execute(Function<StringRedisTemplate, T> command) {
        var connection = connect();
        var result = connection
                .thenApplyAsync(ready -> command.apply(template), executor)
                .orTimeout(ANSWER_MILLISECONDS, TimeUnit.MILLISECONDS);
        try {
            return result.join();
        } catch (CompletionException exception) {
            switch (exception.getCause()) {
                case TimeoutException timeout ->
                    throw unavailable(new QueryTimeoutException("no answer in time", timeout));
                case QueryTimeoutException timeout -> {
                    // A server that went without a word would leave a connection that never answers again.
                    forget(connection);
                    throw unavailable(timeout);
                }
                case DataAccessException cause -> throw unavailable(cause);
                default -> throw exception;
            }
        }
    }

    /** Those who find no connection wait for one attempt together; by default, each would try in turn. */
    private synchronized CompletableFuture<Void> connect() {
        if (connected == null || connected.isCompletedExceptionally()) {
            connected = CompletableFuture.runAsync(
                    () -> {
                        connections.resetConnection();
                        connections.getConnection().close();
                    },
                    executor);
        }
        return connected;
    }

    private synchronized void forget(CompletableFuture<Void> connection) {
        if (connected == connection) {
            connected = null;
        }
    }

    private static RedisUnavailableException unavailable(DataAccessException cause) {
        log.atWarn().addKeyValue("error", cause.getMessage()).log("Redis unavailable");
        return new RedisUnavailableException(cause);
    }
}
