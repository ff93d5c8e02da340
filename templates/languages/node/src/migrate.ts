// Brings the schema up to date: node src/migrate.ts [down | status]
import process from "node:process";
import { type RunnerOption, runner } from "node-pg-migrate";
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
  await run(config, {
    direction,
    logger: {
      info: (message) => logger.info(message),
      warn: (message) => logger.warn(message),
      error: (message) => logger.error(message),
    },
  });
}

/** The names of the migrations that are missing. */
export async function pendingMigrations(config: Config): Promise<readonly string[]> {
  const migrations = await run(config, { direction: "up", dryRun: true, log: () => undefined });
  return migrations.map(({ name }) => name);
}

async function run(
  config: Config,
  options: Pick<RunnerOption, "direction" | "dryRun" | "log" | "logger">,
) {
  const client = new pg.Client(connectionSettings(config));
  await client.connect();
  try {
    return await runner({
      ...options,
      dbClient: client,
      dir: `${import.meta.dirname}/../migrations`,
      migrationsTable: "migrations",
      advisoryLockMode: "wait",
    });
  } finally {
    await client.end();
  }
}

async function logStatus(config: Config, logger: Logger): Promise<void> {
  const pending = await pendingMigrations(config);
  for (const name of pending) logger.warn(`pending: ${name}`);
  if (pending.length === 0) logger.info("no migration is pending");
  else process.exitCode = 1;
}

if (import.meta.main) {
  const config = loadConfig();
  const logger = await createLogger(config.logFormat);
  try {
    const [, , action = "up"] = process.argv;
    if (action === "status") await logStatus(config, logger);
    else if (action === "up" || action === "down") await migrate(config, logger, action);
    else throw new Error(`There is no "${action}": up, down or status.`);
  } catch (error) {
    logger.error(error);
    process.exitCode = 1;
  }
}
