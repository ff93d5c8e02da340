import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { TestApp } from "./support.ts";

// Nobody listens where Redis should be.
process.env.REDIS_URL = "redis://127.0.0.1:1/0";

const app = new TestApp();

for (const [path, body] of [
  ["/visits", undefined],
  ["/imports", { names: ["Ada"] }],
] as const) {
  test(`${path} is 503`, async () => {
    const response =
      body === undefined ? await app.fetch(path, { method: "POST" }) : await app.post(path, body);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), "1");
  });
}

test("everything else works", async () => {
  assert.equal((await app.fetch("/persons")).status, 200);
  assert.equal((await app.fetch("/healthz")).status, 200);
});
