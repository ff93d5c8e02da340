package com.example.app.database;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

    private static final int CONNECT_SECONDS = 2;
    private static final String STATEMENT_TIMEOUT = "3s";
    // More than a statement may take: only a server that is frozen or gone stays silent for so long.
    private static final int SILENCE_SECONDS = 4;

    @Bean
    ConnectionSettings connectionSettings() {
        return ConnectionSettings.from(System.getenv());
    }

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    HikariDataSource dataSource(ConnectionSettings settings) {
        return pool(settings);
    }

    static HikariDataSource pool(ConnectionSettings settings) {
        var postgres = settings.dataSource();
        postgres.setConnectTimeout(CONNECT_SECONDS);
        postgres.setSocketTimeout(SILENCE_SECONDS);
        postgres.setOptions("-c statement_timeout=" + STATEMENT_TIMEOUT);
        // By default a connection just used is trusted; a restart of the database would cost a request.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "0");
        var pool = new HikariDataSource();
        pool.setDataSource(postgres);
        return pool;
    }

    /** The first query loads many classes. No request is to wait for them, and the AOT cache is to have them. */
    @Bean
    SmartInitializingSingleton firstQuery(DataSource dataSource) {
        return () -> {
            try {
                JdbcClient.create(dataSource)
                        .sql("SELECT 1")
                        .query(Integer.class)
                        .single();
            } catch (DataAccessException exception) {
                log.atWarn().addKeyValue("error", exception.getMessage()).log("database unavailable");
            }
        };
    }

    /** Without limits of time: a migration may take long. */
    @Bean(defaultCandidate = false)
    @FlywayDataSource
    DataSource migrationDataSource(ConnectionSettings settings) {
        return settings.dataSource();
    }
}
