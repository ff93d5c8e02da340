import { Global, Logger, Module, type OnApplicationShutdown } from "@nestjs/common";
import { Redis } from "ioredis";
import { connectToRedis, forRequests } from "./redis.ts";

const logger = new Logger("Redis");

@Global()
@Module({
  providers: [
    {
      provide: Redis,
      useFactory: () =>
        connectToRedis(forRequests, ({ message }) => logger.warn(`unavailable: ${message}`)),
    },
  ],
  exports: [Redis],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
