import assert from "node:assert/strict";
import process from "node:process";
import { after, before, test } from "node:test";
import { loadConfig } from "../src/config.ts";
import { Database } from "../src/database.ts";
import { createLogger } from "../src/logger.ts";
import { migrate, pendingMigrations } from "../src/migrate.ts";
import { emptyDatabase } from "./empty-database.ts";

const config = { ...loadConfig(), dbPoolSize: 1 };
const lost: Error[] = [];
const database = new Database(config, (error) => lost.push(error));
before(() => emptyDatabase(database));
after(() => database.close());

test("the tests have a database of their own", async () => {
  const [row] = await database.query<{ name: string }>("SELECT current_database() AS name");
  assert.equal(row?.name, process.env.TEST_DATABASE);
});

test("a connection that broke while idle is replaced", async () => {
  const other = new Database(config, () => undefined);
  const [before] = await database.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  await other.query("SELECT pg_terminate_backend($1, 1000)", [before?.pid]);
  await other.close();
  const [now] = await database.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  assert.notEqual(now?.pid, before?.pid);
  assert.equal(lost.length, 1);
});

test("a long statement is ended, and the pool goes on", async () => {
  const started = performance.now();
  await assert.rejects(database.query("SELECT pg_sleep(30)"), { name: "DatabaseUnavailableError" });
  assert.ok(performance.now() - started < 3500);
  assert.deepEqual(await database.query("SELECT 1 AS one"), [{ one: 1 }]);
});

test("a wrong statement is no outage", async () => {
  await assert.rejects(database.query("SELECT nothing"), { name: "error", code: "42703" });
});

test("sessions are in UTC", async () => {
  assert.deepEqual(await database.query("SHOW timezone"), [{ TimeZone: "UTC" }]);
});

test("migrations go down and up again, one process at a time", async () => {
  const logger = await createLogger("json", { write: () => undefined });
  await migrate(config, logger, "down");
  assert.equal((await pendingMigrations(config)).length, 1);
  await Promise.all([migrate(config, logger), migrate(config, logger)]);
  assert.deepEqual(await pendingMigrations(config), []);
});
