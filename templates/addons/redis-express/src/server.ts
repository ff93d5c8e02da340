import process from "node:process";
import { createApp } from "./app.ts";
import { loadConfig } from "./config.ts";
import { Database } from "./database.ts";
import { createLogger } from "./logger.ts";
import { connectToRedis, forRequests } from "./redis.ts";

// Requests in flight finish; all is over inside 3 s.
const graceMs = 2000;
// Longer than proxies keep an idle connection (caddy 120 s, nginx 60 s): whoever closes first
// must be the proxy, or it sends a request into a closed connection.
const keepAliveMs = 130_000;

const config = loadConfig();
const logger = await createLogger(config.logFormat);
const database = new Database(config, (error) => {
  logger.warn(`database connection lost: ${error.message}`);
});
const redis = connectToRedis(forRequests, (error) => {
  logger.warn(`Redis unavailable: ${error.message}`);
});
const app = createApp({ database, redis, logger, behindProxy: config.behindProxy });

const server = app.listen(config.port, (error) => {
  if (error) throw error;
  logger.info(`listening on port ${config.port}`);
});
server.keepAliveTimeout = keepAliveMs;

function stop(signal: NodeJS.Signals): void {
  logger.info(`${signal}: finishing the requests in flight`);
  server.close(() => void database.close().finally(() => process.exit()));
  setTimeout(() => process.exit(), graceMs);
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);
