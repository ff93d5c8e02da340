package com.example.app;

import java.security.Security;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        // By default, Java remembers for ten seconds that a host does not exist, and for thirty where
        // it is: too long for a database that comes back, perhaps elsewhere.
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Security.setProperty("networkaddress.cache.ttl", "1");
        SpringApplication.run(Application.class, args);
        // A stop that was asked for is a success; Java itself would say 143.
        SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(0));
    }
}
