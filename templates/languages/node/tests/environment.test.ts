import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";

test("no test comes near the app's database because a variable is missing", async () => {
  const { TEST_DATABASE: _, ...env } = process.env;
  await assert.rejects(
    promisify(execFile)(process.execPath, [join(import.meta.dirname, "environment.ts")], { env }),
    /TEST_DATABASE is not set: docker compose run --rm test/,
  );
});
