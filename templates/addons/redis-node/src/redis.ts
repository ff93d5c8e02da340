import process from "node:process";
import { Redis, type RedisOptions } from "ioredis";
import { Problem } from "./problem.ts";

const timeoutMs = 1000;

type Options = Pick<RedisOptions, "commandTimeout" | "enableOfflineQueue" | "maxRetriesPerRequest">;

/** Redis: what replicas share. The app works on without it: only what needs it answers 503. */
export function connectToRedis(
  options: Options,
  onError: (error: Error) => void = () => undefined,
): Redis {
  const redis = new Redis(process.env.REDIS_URL || "redis://redis:6379/0", {
    connectTimeout: timeoutMs,
    ...options,
  });
  redis.on("error", onError);
  return redis;
}

/** For requests: what cannot be done at once is refused, and not kept for later. */
export const forRequests: Options = {
  commandTimeout: timeoutMs,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
};

/** Does something with Redis; throws a 503 while that is away. */
export async function withRedis<Result>(redis: Redis, work: () => Promise<Result>) {
  if (redis.status !== "ready") throw unavailable();
  try {
    return await work();
  } catch {
    throw unavailable();
  }
}

const unavailable = () =>
  new Problem(503, { detail: "Redis does not answer.", headers: { "Retry-After": "1" } });
