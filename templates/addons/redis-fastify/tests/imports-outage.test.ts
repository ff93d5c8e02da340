import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { TestApp } from "./support.ts";

// Nobody listens where Redis should be.
process.env.REDIS_URL = "redis://127.0.0.1:1/0";

const app = new TestApp();

test("/imports is 503", async () => {
  const response = await app.post("/imports", { names: ["Ada"] });
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("Retry-After"), "1");
});
