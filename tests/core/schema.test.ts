import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Facts, OptionKey } from "../../src/catalog/options.ts";
import { checkJsonTypes, collect, keysByFlag } from "../../src/core/answers.ts";
import { configSchema } from "../../src/core/schema.ts";

const validate = new Ajv2020({ allErrors: true }).compile(configSchema());
const facts: Facts = {
  projectName: "x",
  identifier: "x",
  today: "2026-11-25",
  allowEol: true,
  gitAuthor: undefined,
  generatePassword: () => "x",
};

/** Whether the program takes a `--config` file of this content. */
function isTaken(config: Readonly<Record<string, unknown>>): boolean {
  try {
    const values: Partial<Record<OptionKey, unknown>> = keysByFlag(config, "file");
    checkJsonTypes(values, "file");
    collect([{ values, name: (flag) => flag }], facts);
    return true;
  } catch {
    return false;
  }
}

const good: Readonly<Record<string, readonly unknown[]>> = {
  framework: ["flask"],
  postgres: [13, 18, 19],
  "db-name": ["shop", "with space", "größe", "a".repeat(58), "--help", "'; DROP TABLE x"],
  "db-user": ["shop", "pg", "Postgres", "a".repeat(63), "🐘"],
  "db-password": [" ", "$x 'y' \"z\" \\", "--help", "\t"],
  port: [1, 8000, 65_535, "auto"],
  "db-port": [5432, "auto", "none"],
  storage: ["volume", "bind"],
  "app-service": ["a", "web-1", "a".repeat(40)],
  "db-service": ["postgres"],
  maintainer: ["", "Ada <ada@example.com>"],
  proxy: ["caddy", "nginx"],
  with: [[]],
  $schema: ["./config.schema.json"],
};

const bad: Readonly<Record<string, readonly unknown[]>> = {
  framework: ["flsk", "", 1, null],
  postgres: [12, 20, 0, -1, 17.5, "18", null, true],
  "db-name": ["", "  ", "postgres", "template0", "template1", "a".repeat(59), "a\nb", "a\0b", 5],
  "db-user": ["", "postgres", "public", "none", "pg_x", "a".repeat(64), "a\rb", null],
  "db-password": ["", "a\nb", "a\rb", "a\0b", 12_345, null],
  port: [0, 65_536, 80.5, -1, "8000", "none", "aut", null, [8000]],
  "db-port": [0, "5432", "non", false],
  storage: ["volum", "", null],
  "app-service": ["", "App", "1a", "a-", "a_b", "a".repeat(41), 7],
  "db-service": ["ä", null],
  maintainer: ["a\nb", "a\0b", 1, null],
  proxy: ["apache", null],
  with: ["redi", ["nothing"], [1], null, {}],
  dbname: ["x"],
  unknown: [1],
};

const cases = (table: Readonly<Record<string, readonly unknown[]>>) =>
  Object.entries(table).flatMap(([key, values]) => values.map((value) => ({ [key]: value })));

describe("the schema and the program", () => {
  test.each(cases(good))("take %j", (config) => {
    expect({ schema: validate(config), program: isTaken(config) }).toEqual({
      schema: true,
      program: true,
    });
  });

  test.each(cases(bad))("refuse %j", (config) => {
    expect({ schema: validate(config), program: isTaken(config) }).toEqual({
      schema: false,
      program: false,
    });
  });
});
