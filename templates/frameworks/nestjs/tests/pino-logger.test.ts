import assert from "node:assert/strict";
import { test } from "node:test";
import { Logger } from "@nestjs/common";
import { createLogger } from "../src/logger.ts";
import { PinoLogger } from "../src/pino-logger.ts";

const lines: Record<string, unknown>[] = [];
const logger = await createLogger("json", {
  write: (line) => void lines.push(JSON.parse(line)),
});
logger.level = "trace";
Logger.overrideLogger(new PinoLogger(logger));

for (const [method, level] of [
  ["verbose", "trace"],
  ["debug", "debug"],
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

interface ErrorLine {
  readonly name?: string;
  readonly message: string;
  readonly error: { readonly type: string; readonly stack: string };
}

const broken = new TypeError("broken");
const stack = String(broken.stack);

for (const [what, name, write] of [
  ["an error", "Cats", () => new Logger("Cats").error(broken)],
  ["a message and an error", "Cats", () => new Logger("Cats").error("broken", broken)],
  ["a message and a stack", "Cats", () => new Logger("Cats").error("broken", stack)],
  ["a message, a stack and a name", "Cats", () => Logger.error("broken", stack, "Cats")],
  ["a message and a stack, from nobody", undefined, () => Logger.error("broken", stack)],
] as const) {
  test(`${what}: the line has the stack`, () => {
    write();
    const line = lines.at(-1) as unknown as ErrorLine;
    assert.deepEqual(
      { name: line.name, message: line.message, stack: line.error.stack },
      { name, message: "broken", stack },
    );
  });
}

test("an error keeps its class, also when its stack comes with it", () => {
  Logger.error(broken, stack, "Cats");
  const { message, error } = lines.at(-1) as unknown as ErrorLine;
  assert.deepEqual({ message, ...error }, { message: "broken", type: "TypeError", stack });
});

for (const [what, write] of [
  ["a message and an object", () => new Logger("Cats").log("added", { id: 1 })],
  ["a message, an object and a name", () => Logger.log("added", { id: 1 }, "Cats")],
  ["an object that has the message", () => new Logger("Cats").log({ message: "added", id: 1 })],
] as const) {
  test(`${what}: the line has its keys`, () => {
    write();
    const { time: _, ...line } = lines.at(-1) ?? {};
    assert.deepEqual(line, { level: "info", name: "Cats", message: "added", id: 1 });
  });
}
