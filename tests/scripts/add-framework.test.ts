import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkout, temporaryFolder } from "../support/program.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder("add-framework-");
  for (const path of [
    "src/catalog",
    "src/core",
    "templates/frameworks/flask",
    "templates/languages/python",
  ]) {
    cpSync(join(checkout, path), join(folder.path, path), { recursive: true });
  }
  cpSync(join(checkout, "src/errors.ts"), join(folder.path, "src/errors.ts"));
});
afterEach(() => folder.remove());

const add = (...args: string[]) =>
  execa(process.execPath, [join(checkout, "scripts/add-framework.js"), ...args], {
    cwd: folder.path,
    reject: false,
  });
const catalogue = async () =>
  (await import(join(folder.path, "src/catalog/frameworks.ts"))).frameworks as Record<
    string,
    { label: string; language: string }
  >;

test("a framework is one folder and one entry", async () => {
  expect((await add("quart", "--label", "Quart")).exitCode).toBe(0);
  expect((await catalogue()).quart).toMatchObject({ label: "Quart", language: "python" });
  expect(existsSync(join(folder.path, "templates/frameworks/quart/pyproject.toml"))).toBe(true);
});

test("an add-on that it lacks is refused, with the frameworks that have it", async () => {
  await add("quart");
  const { checkTogether } = await import(join(folder.path, "src/core/answers.ts"));
  expect(() => checkTogether({ framework: "quart", with: ["redis"] })).toThrow(
    "--with redis cannot be had with quart yet.",
  );
  checkTogether({ framework: "quart", with: ["ci"], appService: "app", dbService: "db" });
});

test("one of another language gets that language's layer", async () => {
  expect((await add("sinatra", "--language", "ruby")).exitCode).toBe(0);
  expect((await catalogue()).sinatra).toMatchObject({ label: "Sinatra", language: "ruby" });
  expect(existsSync(join(folder.path, "templates/languages/ruby/Dockerfile.hbs"))).toBe(true);
});

test.each([
  ["nothing", [], /usage/],
  ["one that is there", ["flask"], /already/],
  ["a name that is no id", ["My-App"], /small letters/],
  ["an unknown one to start from", ["quart", "--from", "nothing"], /no framework nothing/],
])("%s is refused, and nothing changes", async (_, args, message) => {
  const before = readFileSync(join(folder.path, "src/catalog/frameworks.ts"), "utf8");
  const { exitCode, stderr } = await add(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
  expect(readFileSync(join(folder.path, "src/catalog/frameworks.ts"), "utf8")).toBe(before);
});
