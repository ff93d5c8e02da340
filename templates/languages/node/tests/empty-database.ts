import "./environment.ts";
import { loadConfig } from "../src/config.ts";
import type { Database } from "../src/database.ts";
import { createLogger } from "../src/logger.ts";
import { migrate } from "../src/migrate.ts";

/** Brings the schema of the tests' database up to date, and empties its tables. */
export async function emptyDatabase(database: Database): Promise<void> {
  await migrate(loadConfig(), await createLogger("json", { write: () => undefined }));
  await database.query("TRUNCATE persons CASCADE");
}
