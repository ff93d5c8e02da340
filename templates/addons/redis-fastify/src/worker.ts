// Works off the queue. SIGTERM lets the job that runs come to its end.
import process from "node:process";
import { Worker } from "bullmq";
import { loadConfig } from "./config.ts";
import { Database } from "./database.ts";
import { addPersons, type ImportJob, queueName } from "./import-queue.ts";
import { createLogger } from "./logger.ts";
import { connectToRedis } from "./redis.ts";

const config = loadConfig();
const logger = await createLogger(config.logFormat);
const database = new Database(config, (error) => {
  logger.warn(`database connection lost: ${error.message}`);
});
// It waits for jobs as long as there are none, hence no limit.
const redis = connectToRedis({ maxRetriesPerRequest: null });
const worker = new Worker<ImportJob, number>(
  queueName,
  async ({ data }) => addPersons(database, data),
  { connection: redis },
);
worker.on("error", ({ message }) => logger.warn(`Redis unavailable: ${message}`));
worker.on("completed", ({ id }, count) => logger.info(`job ${id}: ${count} persons added`));
worker.on("failed", (job, error) => logger.error(error, `job ${job?.id} failed`));
logger.info("Waiting for jobs");

async function stop(): Promise<void> {
  await worker.close();
  redis.disconnect();
  await database.close();
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);
