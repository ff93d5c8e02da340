import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { TestApp } from "./support.ts";

const app = new TestApp();

async function lines() {
  await pause(50); // a request is logged after its answer
  return app.log.filter((line) => "duration_ms" in line);
}

test("a request is one line, without its query; health checks are none", async () => {
  await app.fetch("/healthz", { headers: { "User-Agent": "healthcheck" } });
  await app.fetch("/nowhere%0A🐘?x=1");
  const [line, ...more] = await lines();
  assert.deepEqual(more, []);
  assert.ok(!Number.isNaN(Date.parse(String(line?.time))));
  assert.equal(typeof line?.duration_ms, "number");
  const { level, method, path, status } = line ?? {};
  assert.deepEqual(
    { level, method, path, status },
    { level: "info", method: "GET", path: "/nowhere%0A%F0%9F%90%98", status: 404 },
  );
});
