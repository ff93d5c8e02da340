import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { TestApp } from "./support.ts";

// Nobody listens where Redis should be.
process.env.REDIS_URL = "redis://127.0.0.1:1/0";

const app = new TestApp();

test("/visits is 503 soon", async () => {
  const started = performance.now();
  const response = await app.fetch("/visits", { method: "POST" });
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("Retry-After"), "1");
  assert.match(response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
  assert.ok(performance.now() - started < 2000);
  const [line, ...more] = app.log.filter(({ level }) => level !== "info");
  assert.deepEqual(more, []);
  assert.equal(line?.level, "warn");
  assert.match(String(line?.message), /^Redis unavailable: no connection/);
});

test("everything else works", async () => {
  assert.equal((await app.fetch("/persons")).status, 200);
  assert.equal((await app.fetch("/healthz")).status, 200);
});
