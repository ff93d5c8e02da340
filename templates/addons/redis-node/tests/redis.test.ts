import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { connectToRedis } from "../src/redis.ts";
import { TestApp } from "./support.ts";

const app = new TestApp();
// A database of Redis for the tests alone: REDIS_URL says which.
const redis = connectToRedis({});

beforeEach(() => redis.flushdb());
after(async () => {
  await redis.flushdb();
  redis.disconnect();
});

const visit = () => app.fetch("/visits", { method: "POST" });

test("visits are counted", async () => {
  for (const visits of [1, 2, 3]) {
    const response = await visit();
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { visits });
  }
});

test("a connection that broke is replaced", { timeout: 10_000 }, async () => {
  await redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  while ((await visit()).status === 503);
  assert.deepEqual(await (await visit()).json(), { visits: 2 });
});

test("another method is refused", async () => {
  const response = await app.fetch("/visits");
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("Allow"), "POST");
});
