package com.example.app.redis;

import io.lettuce.core.resource.Delay;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(200);

    /**
     * By default, the attempts to reconnect come to be thirty seconds apart, and Netty remembers for
     * ten minutes where Redis was, since Docker's name server says so. Java's own resolver forgets
     * sooner ({@link com.example.app.Application}).
     */
    @Bean
    ClientResourcesBuilderCustomizer reconnectSoon() {
        return resources -> resources
                .reconnectDelay(Delay.constant(RECONNECT_DELAY))
                .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE);
    }

    /** The first command loads many classes. No request is to wait for them, and the AOT cache is to have them. */
    @Bean
    @ConditionalOnWebApplication
    SmartInitializingSingleton firstCommand(RedisGateway redis) {
        return () -> {
            try {
                redis.execute(template -> template.hasKey("visits"));
            } catch (RedisUnavailableException exception) {
                // The gateway has logged it.
            }
        };
    }
}
