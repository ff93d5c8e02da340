import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Database } from "./database.ts";

export const queueName = "imports";

export interface ImportJob {
  readonly names: readonly string[];
}

/** The jobs that the worker (src/worker.ts) works off. */
export function importQueue(connection: Redis): Queue<ImportJob> {
  return new Queue<ImportJob>(queueName, {
    connection,
    defaultJobOptions: {
      attempts: 8,
      backoff: { type: "exponential", delay: 1000 },
      removeOnComplete: { age: 3600 },
      removeOnFail: { age: 7 * 86_400 },
    },
  });
}

/** Adds all persons or none, so that a job that failed can be tried again. */
export async function addPersons(database: Database, { names }: ImportJob): Promise<number> {
  const added = await database.query(
    "INSERT INTO persons (name) SELECT unnest($1::text[]) RETURNING id",
    [names],
  );
  return added.length;
}
