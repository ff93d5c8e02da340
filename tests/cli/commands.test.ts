import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameworkIds } from "../../src/catalog/frameworks.ts";
import { postgresMajors } from "../../src/catalog/postgres.ts";
import { run, temporaryFolder } from "../support/program.ts";
import { writeTree } from "../support/tree.ts";

test("list --json is one document with every framework and major", async () => {
  const { exitCode, stdout, stderr } = await run(["list", "--json"]);
  const { ok, frameworks, postgres } = JSON.parse(stdout);
  expect({ exitCode, ok, stderr }).toEqual({ exitCode: 0, ok: true, stderr: "" });
  expect(frameworks.map(({ id }: { id: string }) => id)).toEqual(frameworkIds);
  expect(postgres.map(({ endOfLife }: { endOfLife: string }) => endOfLife)).toEqual(
    postgresMajors.map(({ endOfLife }) => endOfLife),
  );
});

test("list is text with end-of-life dates", async () => {
  const { stdout } = await run(["list"]);
  expect(stdout).toMatch(/18 +fixes until 2030-11-14/);
  expect(stdout).toMatch(/14 +end of life since 2026-11-12: needs --allow-eol/);
});

test.each([
  ["without Docker", { PATH: "/nowhere" }, "docker"],
  ["with an engine that does not answer", { DOCKER_HOST: "unix:///nowhere.sock" }, "engine"],
])("doctor %s ends with 1 and says what to type", async (_what, env, check) => {
  const folder = temporaryFolder("doctor-");
  await run(["my-api", "--yes", "--no-git"], { cwd: folder.path });
  const { exitCode, stdout } = await run(["doctor", "my-api", "--json"], {
    cwd: folder.path,
    env: { ...env, DB_NAME: "another" },
  });
  folder.remove();
  const { ok, findings } = JSON.parse(stdout);
  expect({ exitCode, ok }).toEqual({ exitCode: 1, ok: false });
  expect(findings).toContainEqual(
    expect.objectContaining({ check, level: "problem", hint: expect.any(String) }),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ check: "environment", hint: "unset DB_NAME" }),
  );
});

test.each([
  ["a number that is no port", "APP_PORT=70000", ["port 70000", "port 5432"]],
  ["what compose fills in", "APP_PORT=${OTHER:-8000}", ["port 5432"]],
  [
    "those of production",
    "COMPOSE_FILE=compose.yaml:compose.prod.yaml\nCOMPOSE_PATH_SEPARATOR=:\nHTTP_PORT=8085",
    ["port 8085", "port 443"],
  ],
])("doctor looks at the ports in use: %s", async (_what, lines, checks) => {
  const folder = temporaryFolder("doctor-");
  await run(["my-api", "--yes", "--no-git", "--port", "auto", "--db-port", "5432"], {
    cwd: folder.path,
  });
  const env = join(folder.path, "my-api", ".env");
  writeFileSync(env, readFileSync(env, "utf8").replace(/^APP_PORT=.*\n/m, `${lines}\n`));
  const { stdout } = await run(["doctor", "my-api", "--json"], { cwd: folder.path });
  folder.remove();
  const { findings } = JSON.parse(stdout);
  expect(
    findings
      .map(({ check }: { check: string }) => check)
      .filter((check: string) => check.startsWith("port ")),
  ).toEqual(checks);
});

test("auto leaves the other port alone, and JSON tells both", async () => {
  const { stdout } = await run(
    ["my-api", "--yes", "--dry-run", "--json", "--port", "auto", "--db-port", "8000"],
    { cwd: "/" },
  );
  const { port, dbPort, notes } = JSON.parse(stdout);
  expect(port).toBeGreaterThan(8000);
  expect({ dbPort, notes: Array.isArray(notes) }).toEqual({ dbPort: 8000, notes: true });
});

test("a project elsewhere does not mind what is damaged here", async () => {
  const folder = temporaryFolder("elsewhere-");
  writeTree(folder.path, { ".docker-pg/state.json": "{" });
  const { exitCode } = await run(["my-api", "--yes", "--no-git"], { cwd: folder.path });
  folder.remove();
  expect(exitCode).toBe(0);
});
