import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run, temporaryFolder } from "../support/program.ts";
import { readTree } from "../support/tree.ts";

// A password that is easy to find, and what it may look like once a syntax has escaped it.
const secret = "S3ntinel\"$\\' ü";
const traces = [
  secret,
  "S3ntinel",
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
];

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder("secrets-");
  writeFileSync(join(folder.path, "password"), secret);
  writeFileSync(join(folder.path, "answers.json"), JSON.stringify({ "db-password": secret }));
});
afterEach(() => folder.remove());

const leaksIn = (text: string) => traces.filter((trace) => text.includes(trace));

/** The ways in; a flag's value is in this program's own arguments, since the user put it there. */
const ways: Readonly<Record<string, readonly string[]>> = {
  flag: ["--db-password", secret],
  file: ["--db-password-file", "password"],
  config: ["--config", "answers.json"],
  environment: [],
};

async function runWith(way: string, args: readonly string[], env: Record<string, string> = {}) {
  const password = way === "environment" ? { CREATE_DOCKER_PG_APP_DB_PASSWORD: secret } : {};
  return run([...args, ...(ways[way] as readonly string[])], {
    cwd: folder.path,
    env: { ...env, ...password },
  });
}

describe.each(Object.keys(ways))("a password by %s", (way) => {
  test.each([["--json"], ["--dry-run"]])(
    "is in no output, and in no file but .env: %s",
    async (flag) => {
      const { exitCode, stdout, stderr } = await runWith(way, ["my-api", "--yes", flag]);
      expect(exitCode, stderr).toBe(0);
      expect(leaksIn(stdout + stderr)).toEqual([]);
      const tree = readTree(folder.path);
      const holders = Object.keys(tree).filter((path) => leaksIn(String(tree[path])).length > 0);
      const given = ["answers.json", "password"];
      expect(holders).toEqual(flag === "--dry-run" ? given : [...given, "my-api/.env"].sort());
    },
  );

  test("is in no argument of a program that is started", async () => {
    const tools = join(folder.path, "tools");
    mkdirSync(tools);
    for (const name of ["git", "docker"]) {
      writeFileSync(
        join(tools, name),
        `#!/bin/sh\nprintf '%s\\n' "$0 $*" >> "${folder.path}/started"\necho 25.0\n`,
      );
      chmodSync(join(tools, name), 0o755);
    }
    await runWith(way, ["my-api", "--yes", "--up"], {
      PATH: `${tools}${delimiter}${process.env.PATH}`,
    });
    const started = readFileSync(join(folder.path, "started"), "utf8");
    expect(started).toMatch(/git .*init/);
    expect(started).toMatch(/docker compose .*up/);
    expect(leaksIn(started)).toEqual([]);
  });
});

describe.each([
  ["flag", []],
  ["config", ["--json"]],
])("a password by %s, and flags %j", (way, flags) => {
  test.each([
    [["my-api", "--yes", "--port", "0"]],
    [["my-api", "--yes", "--framework", "flsk"]],
    [["my-api", "--yes", "--app-service", "db"]],
    [["my-api", "--yes", "--unknown"]],
    [["my-api", "--yes", "--up"]],
    [["/proc/nowhere/my-api", "--yes"]],
    [["password/below-a-file", "--yes"]],
    [["my-api"]],
  ])("is not told by the failing %j", async (args) => {
    const env = { DOCKER_HOST: "unix:///nowhere.sock" };
    const { exitCode, stdout, stderr } = await runWith(way, [...flags, ...args], env);
    expect(exitCode).toBeGreaterThan(0);
    expect(leaksIn(stdout + stderr)).toEqual([]);
  });
});

test.each([
  ["a line break", `${secret}\nmore`],
  ["a carriage return", `${secret}\rmore`],
  ["a NUL", `${secret}\0more`],
  ["bytes that are not UTF-8", Buffer.concat([Buffer.from(secret), Buffer.from([0xe9])])],
])("a password that is refused for %s is not repeated", async (_why, content) => {
  writeFileSync(join(folder.path, "password"), content);
  const { exitCode, stdout, stderr } = await runWith("file", ["my-api", "--yes"]);
  expect(exitCode).toBe(2);
  expect(leaksIn(stdout + stderr)).toEqual([]);
});

test.each([
  `{"db-password": "${"S3ntinel"}}`,
  `{"db-password": S3ntinel}`,
  `{"db-password": ["S3ntinel"]}`,
  `{"db-password": {"S3ntinel": 1}}`,
  `["S3ntinel"]`,
])("a --config file that is wrong is not repeated: %j", async (content) => {
  writeFileSync(join(folder.path, "answers.json"), content);
  const { exitCode, stdout, stderr } = await runWith("config", ["my-api", "--yes"]);
  expect(exitCode).toBe(2);
  expect(leaksIn(stdout + stderr)).toEqual([]);
});

test("an update that is given a new password writes it into .env alone", async () => {
  await run(["my-api", "--yes", "--no-git", "--db-password", "before"], { cwd: folder.path });
  const cwd = join(folder.path, "my-api");
  const { exitCode, stdout, stderr } = await run(["--json", "--db-password", secret], { cwd });
  expect(exitCode).toBe(0);
  expect(leaksIn(stdout + stderr)).toEqual([]);
  const tree = readTree(cwd);
  const holders = Object.keys(tree).filter((path) => leaksIn(String(tree[path])).length > 0);
  expect(holders).toEqual([".env"]);
});
