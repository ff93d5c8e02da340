import process from "node:process";
import { createApp } from "./app.ts";
import { loadConfig } from "./config.ts";
import { Database } from "./database.ts";
import { createLogger } from "./logger.ts";
import { connectToRedis, forRequests } from "./redis.ts";

// Requests in flight finish; all is over inside 3 s.
const graceMs = 2000;

const config = loadConfig();
const logger = await createLogger(config.logFormat);
const database = new Database(config, (error) => {
  logger.warn(`database connection lost: ${error.message}`);
});
const redis = connectToRedis(forRequests, (error) => {
  logger.warn(`Redis unavailable: ${error.message}`);
});
const app = await createApp({ database, redis, logger, behindProxy: config.behindProxy });

function stop(signal: NodeJS.Signals): void {
  logger.info(`${signal}: finishing the requests in flight`);
  void app.close().finally(() => process.exit());
  setTimeout(() => process.exit(), graceMs);
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);

await app.listen({ host: "0.0.0.0", port: config.port });
