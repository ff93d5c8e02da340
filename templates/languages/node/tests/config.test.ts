import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "../src/config.ts";
import { connectionSettings } from "../src/database.ts";

const defaults = {
  port: 8000,
  logFormat: "json",
  dbPoolSize: 5,
  dbPassword: undefined,
  behindProxy: false,
};

test("defaults, also for what is empty", () => {
  assert.deepEqual(loadConfig({}), defaults);
  assert.deepEqual(loadConfig({ PORT: "", LOG_FORMAT: "", DB_POOL_SIZE: "" }), defaults);
});

test("all set", () => {
  const env = { PORT: "9", LOG_FORMAT: "text", DB_POOL_SIZE: "7", FORWARDED_ALLOW_IPS: "*" };
  assert.deepEqual(loadConfig(env), {
    port: 9,
    logFormat: "text",
    dbPoolSize: 7,
    dbPassword: undefined,
    behindProxy: true,
  });
});

for (const [name, value] of [
  ["PORT", "65536"],
  ["LOG_FORMAT", "xml"],
  ["DB_POOL_SIZE", "0"],
  ["DB_POOL_SIZE", "101"],
  ["DB_POOL_SIZE", "five"],
  ["PGPASSWORD_FILE", "/does/not/exist"],
] as const) {
  test(`a wrong value is named: ${name}=${value}`, () => {
    assert.throws(() => loadConfig({ [name]: value }), {
      name: "ConfigError",
      message: RegExp(name),
    });
  });
}

for (const lineEnd of ["", "\n", "\r\n"]) {
  test(`a password file is read to the byte, up to ${JSON.stringify(lineEnd)}`, () => {
    const password = " %p@:/'\\🐘$x ";
    const path = join(tmpdir(), "password");
    writeFileSync(path, password + lineEnd);
    const config = loadConfig({ PGPASSWORD_FILE: path });
    assert.equal(connectionSettings(config).password, password);
  });
}

test("pg reads the password otherwise", () => {
  assert.ok(!("password" in connectionSettings(loadConfig({}))));
});
