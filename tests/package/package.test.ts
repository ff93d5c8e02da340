import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as sources from "../../scripts/templates.ts";
import { readTemplates } from "../../src/io/templates.ts";
import { installPackage } from "../support/package.ts";
import { checkout, temporaryFolder } from "../support/program.ts";

// The program as users get it: packed, installed in an empty folder, away from the checkout.

const folder = temporaryFolder("package-");
afterAll(() => folder.remove());
const installed = join(folder.path, "node_modules");

let program: string;
beforeAll(async () => {
  ({ program } = await installPackage(folder.path));
});

test("it is one package, and installs nothing else", () => {
  const packages = readdirSync(installed).filter((name) => !name.startsWith("."));
  expect(packages).toEqual(["create-docker-pg-app"]);
});

test("every template is in it", () => {
  const root = join(installed, "create-docker-pg-app");
  const templates = sources.readTemplates(checkout);
  const shipped = readTemplates(root, [...new Set(templates.map(({ layer }) => layer))]);
  expect(shipped.files.length).toBe(templates.length);
  for (const { layer, path, content } of templates) {
    if (path.endsWith(".hbs")) expect(Object.keys(shipped.compiled)).toContain(`${layer}/${path}`);
    else expect(shipped.files).toContainEqual({ layer, path, content });
  }
});

test("it carries the licence of everything that is bundled, and no source or test", () => {
  const root = join(installed, "create-docker-pg-app");
  expect(readdirSync(root).sort()).toEqual([
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES.md",
    "bin",
    "dist",
    "package.json",
  ]);
  const licences = readFileSync(join(root, "THIRD-PARTY-LICENSES.md"), "utf8");
  for (const name of ["commander", "handlebars", "chalk", "diff", "@inquirer/core"]) {
    expect(licences).toContain(`## ${name} `);
  }
});

describe("installed", () => {
  test("makes a project, and updates it", async () => {
    const made = await execa(program, ["my api", "--yes"], { cwd: folder.path });
    expect(made.stderr).toContain("docker compose up");
    const project = join(folder.path, "my api");
    expect(existsSync(join(project, "compose.yaml"))).toBe(true);
    const again = await execa(program, ["--check"], { cwd: project });
    expect(again.stderr).toContain("Everything is current");
  });

  test("says its version and its help", async () => {
    const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
    expect((await execa(program, ["--version"])).stdout).toBe(version);
    expect((await execa(program, ["--help"])).stdout).toContain("Usage: create-docker-pg-app");
  });

  test("loads nothing for --help that it does not need", async () => {
    const print = "process.on('exit', () => console.error(Object.keys(require.cache).join(' ')))";
    const recorder = join(folder.path, "recorder.cjs");
    writeFileSync(recorder, print);
    const { stderr } = await execa(program, ["--help"], {
      env: { NODE_OPTIONS: `--require ${recorder}` },
    });
    expect(stderr).toContain("run.cjs");
    for (const lazy of ["create.cjs", "prompts.cjs", "templates.cjs"])
      expect(stderr).not.toContain(lazy);
  });
});

test.each([
  ["18.19.0", false],
  ["20.18.3", false],
  ["20.19.0", true],
  ["22.1.0", true],
])("on Node %s it %s", async (version, starts) => {
  // The real bin file, told that it runs on another Node.
  const script = `
    Object.defineProperty(process.versions, "node", { value: "${version}" });
    process.argv.push("create-docker-pg-app", "--version");
    await import(${JSON.stringify(join(checkout, "bin/create-docker-pg-app.cjs"))});`;
  const { exitCode, stderr } = await execa(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { reject: false },
  );
  expect(exitCode === 0).toBe(starts);
  if (!starts)
    expect(stderr).toBe(
      `create-docker-pg-app needs Node.js 20.19 or newer, and this is ${version}.`,
    );
});
