// Brings the schema up to date: node src/migrate.ts [down]
import process from "node:process";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { type Config, loadConfig } from "./config.ts";
import { connectionSettings } from "./database.ts";
import { createLogger, type Logger } from "./logger.ts";

/** Runs the migrations that are missing; those that run it at once do so one after the other. */
export async function migrate(
  config: Config,
  logger: Logger,
  direction: "up" | "down" = "up",
): Promise<void> {
  const client = new pg.Client(connectionSettings(config));
  await client.connect();
  try {
    await runner({
      dbClient: client,
      dir: `${import.meta.dirname}/../migrations`,
      migrationsTable: "migrations",
      direction,
      advisoryLockMode: "wait",
      logger: {
        info: (message) => logger.info(message),
        warn: (message) => logger.warn(message),
        error: (message) => logger.error(message),
      },
    });
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  const config = loadConfig();
  const logger = await createLogger(config.logFormat);
  try {
    await migrate(config, logger, process.argv[2] === "down" ? "down" : "up");
  } catch (error) {
    logger.error(error);
    process.exitCode = 1;
  }
}
