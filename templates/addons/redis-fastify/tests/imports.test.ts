import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Job } from "bullmq";
import { addPersons, type ImportJob, importQueue } from "../src/import-queue.ts";
import { connectToRedis } from "../src/redis.ts";
import { emptyDatabase } from "./empty-database.ts";
import { TestApp } from "./support.ts";

const app = new TestApp();
const redis = connectToRedis({});
const queue = importQueue(redis);

before(() => queue.waitUntilReady());
before(() => emptyDatabase(app.database));
beforeEach(() => redis.flushdb());
after(async () => {
  await redis.flushdb();
  await queue.close();
  redis.disconnect();
});

test("an import is left to the worker, which adds everybody", async () => {
  const response = await app.post("/imports", { names: [" Imported Ada ", "Imported Grace"] });
  assert.equal(response.status, 202);
  const { job: id } = (await response.json()) as { job: string };
  const [job] = (await queue.getWaiting()) as [Job<ImportJob>];
  assert.equal(job.id, id);
  assert.equal(await addPersons(app.database, job.data), 2);
  const added = await app.database.query<{ name: string }>(
    "DELETE FROM persons WHERE name LIKE 'Imported %' RETURNING name",
  );
  assert.deepEqual(added.map(({ name }) => name).sort(), ["Imported Ada", "Imported Grace"]);
});

for (const names of [[], [""], Array(101).fill("x"), "Ada", null]) {
  test(`no import of ${JSON.stringify(names)?.slice(0, 20)}`, async () => {
    const response = await app.post("/imports", { names });
    assert.equal(response.status, 422);
    assert.equal(await queue.getWaitingCount(), 0);
  });
}
