import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { TestApp } from "./support.ts";

// Nobody listens where the database should be.
process.env.PGHOST = "127.0.0.1";
process.env.PGPORT = "1";

const app = new TestApp();

for (const path of ["/readyz", "/persons", "/persons/1"]) {
  test(`${path} is 503 soon`, async () => {
    const started = performance.now();
    const response = await app.fetch(path);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), "1");
    assert.match(response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
    assert.ok(performance.now() - started < 2000);
    const { level, message } = app.log.filter((line) => !("duration_ms" in line)).at(-1) ?? {};
    assert.deepEqual(
      { level, message },
      { level: "warn", message: "database unavailable: connect ECONNREFUSED 127.0.0.1:1" },
    );
  });
}

test("what needs no database is judged first", async () => {
  assert.equal((await app.fetch("/healthz")).status, 200);
  assert.equal((await app.fetch("/persons?limit=0")).status, 422);
  assert.equal((await app.fetch("/persons/none")).status, 404);
  assert.equal((await app.post("/persons", {})).status, 422);
});
