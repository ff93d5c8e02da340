import assert from "node:assert/strict";
import { test } from "node:test";
import { Logger } from "@nestjs/common";
import { createLogger } from "../src/logger.ts";
import { PinoLogger } from "../src/pino-logger.ts";

const lines: Record<string, unknown>[] = [];
const logger = await createLogger("json", {
  write: (line) => void lines.push(JSON.parse(line)),
});
Logger.overrideLogger(new PinoLogger(logger));

for (const [method, level] of [
  ["log", "info"],
  ["warn", "warn"],
  ["error", "error"],
  ["fatal", "fatal"],
] as const) {
  test(`${method} is a line of level ${level}, with the name of who wrote it`, () => {
    new Logger("Cats")[method]("hello");
    const { time, ...line } = lines.at(-1) ?? {};
    assert.ok(!Number.isNaN(Date.parse(String(time))));
    assert.deepEqual(line, { level, name: "Cats", message: "hello" });
  });
}

test("an error comes with its stack", () => {
  new Logger("Cats").error(new TypeError("broken"));
  const { message, error } = lines.at(-1) as { message: string; error: Record<string, string> };
  assert.equal(message, "broken");
  assert.equal(error.type, "TypeError");
  assert.match(error.stack ?? "", /pino-logger\.test\.ts/);
});
