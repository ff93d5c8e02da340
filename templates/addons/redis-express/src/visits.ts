import { Router } from "express";
import type { Redis } from "ioredis";
import { allow } from "./allow.ts";
import { withRedis } from "./redis.ts";

export function visitsRouter(redis: Redis): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router
    .route("/visits")
    .all(allow("POST"))
    // Counts one visit, whichever replica it comes to.
    .post(async (_req, res) => {
      res.json({ visits: await withRedis(redis, () => redis.incr("visits")) });
    });

  return router;
}
