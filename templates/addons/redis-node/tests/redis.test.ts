import assert from "node:assert/strict";
import { once } from "node:events";
import process from "node:process";
import { after, beforeEach, test } from "node:test";
import type { Redis } from "ioredis";
import { connectToRedis, forRequests, withRedis } from "../src/redis.ts";
import { TestApp } from "./support.ts";

const app = new TestApp();
const redis = connectToRedis({});

beforeEach(() => redis.flushdb());
after(async () => {
  await redis.flushdb();
  redis.disconnect();
});

const visit = () => app.fetch("/visits", { method: "POST" });

test("the tests have a Redis of their own", () => {
  assert.equal(process.env.REDIS_URL, process.env.TEST_REDIS_URL);
});

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

test("a command that Redis refuses is no outage", async () => {
  await redis.lpush("visits", "no number");
  assert.equal((await visit()).status, 500);
  assert.match(JSON.stringify(app.log), /"level":"error".*WRONGTYPE/);
});

test("what is wrong in the app is no outage", async () => {
  const mistake = new TypeError("undefined is not a function");
  await assert.rejects(
    withRedis(redis, () => Promise.reject(mistake)),
    (error) => error === mistake,
  );
});

for (const [what, happen] of [
  ["no answer in time", () => undefined],
  ["a connection that is closed", (waiting) => waiting.disconnect()],
] as const satisfies [string, (waiting: Redis) => unknown][]) {
  test(`an outage: ${what}`, async () => {
    const waiting = connectToRedis(forRequests);
    await once(waiting, "ready");
    const answer = withRedis(waiting, () => waiting.blpop("nothing", 0));
    happen(waiting);
    await assert.rejects(answer, { name: "RedisUnavailableError" });
    waiting.disconnect();
  });
}
