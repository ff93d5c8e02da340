import type { FastifyPluginAsync } from "fastify";
import type { Redis } from "ioredis";
import { withRedis } from "./redis.ts";

export const visits: FastifyPluginAsync<{ redis: Redis }> = async (app, { redis }) => {
  // Counts one visit, whichever replica it comes to.
  app.post("/visits", async () => ({ visits: await withRedis(redis, () => redis.incr("visits")) }));
};
