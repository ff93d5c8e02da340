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
  readonly error: { readonly type: string; readonly message: string; readonly stack: string };
}

const broken = new TypeError("broken");
const stack = String(broken.stack);

for (const [what, write] of [
  ["an error", () => new Logger("Cats").error(broken)],
  ["an error after a message", () => new Logger("Cats").error("broken", broken)],
  ["a message and a stack", () => new Logger("Cats").error("broken", stack)],
  ["a message, a stack and a name", () => Logger.error("broken", stack, "Cats")],
] as const) {
  test(`${what}: the line has the stack and the name`, () => {
    write();
    const { name, message, error } = lines.at(-1) as unknown as ErrorLine;
    assert.deepEqual(
      { name, message, stack: error.stack },
      { name: "Cats", message: "broken", stack },
    );
  });
}

test("a message and a stack, from nobody", () => {
  new Logger().error("broken", stack);
  const { name, message, error } = lines.at(-1) as unknown as ErrorLine;
  assert.deepEqual({ name, message, stack: error.stack }, { name: undefined, message: "broken", stack });
});

for (const [what, write] of [
  ["after a message", () => new Logger("Cats").log("added", { id: 1 })],
  ["and a name after a message", () => Logger.log("added", { id: 1 }, "Cats")],
  ["with a message of its own", () => new Logger("Cats").log({ message: "added", id: 1 })],
] as const) {
  test(`an object ${what}: its keys are in the line`, () => {
    write();
    const { time: _, ...line } = lines.at(-1) ?? {};
    assert.deepEqual(line, { level: "info", name: "Cats", message: "added", id: 1 });
  });
}
