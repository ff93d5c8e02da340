package com.example.app.visits;

import com.example.app.redis.RedisGateway;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class VisitController {
    private final RedisGateway redis;

    VisitController(RedisGateway redis) {
        this.redis = redis;
    }

    record Visits(long visits) {}

    /** Counts one visit, whichever replica it comes to. */
    @PostMapping("/visits")
    Visits count() {
        return new Visits(redis.execute(template -> template.opsForValue().increment("visits")));
    }
}
