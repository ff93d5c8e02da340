import process from "node:process";
import { Redis, type RedisOptions } from "ioredis";
import { UnavailableError } from "./unavailable-error.ts";

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

/** Redis is away, or too slow. */
export class RedisUnavailableError extends UnavailableError {
  override readonly name = "RedisUnavailableError";
  override readonly detail = "Redis does not answer.";

  constructor(cause: unknown) {
    super("Redis", cause);
  }
}

/** Does something with Redis; throws RedisUnavailableError while that is away. */
export async function withRedis<Result>(redis: Redis, work: () => Promise<Result>) {
  if (redis.status !== "ready") throw new RedisUnavailableError(`no connection (${redis.status})`);
  try {
    return await work();
  } catch (error) {
    throw isOutage(error) ? new RedisUnavailableError(error) : error;
  }
}

// ioredis exports no class for these, and most can be told by their text alone.
const names = ["AbortError", "MaxRetriesPerRequestError"];
const texts = /^(Command timed out|Connection is closed|Stream isn't writeable)/;

/** What Redis replied, and every other error, is the fault of whoever wrote the command. */
function isOutage(error: unknown): boolean {
  return (
    error instanceof Error &&
    ("syscall" in error || names.includes(error.name) || texts.test(error.message))
  );
}
