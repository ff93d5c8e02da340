import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run, temporaryFolder } from "../support/program.ts";
import { readTree } from "../support/tree.ts";
import { keys, openPseudoTerminal, type PseudoTerminal } from "./pseudo-terminal.ts";

let folder: ReturnType<typeof temporaryFolder>;
let terminal: PseudoTerminal;
let project = "";
beforeEach(async () => {
  folder = temporaryFolder("terminal-");
  project = join(folder.path, "my-api");
  await run(["my-api", "--yes", "--no-git"], { cwd: folder.path });
  writeFileSync(join(project, "Dockerfile"), `${read("Dockerfile")}LABEL mine=yes\n`);
});
afterEach(() => {
  terminal.kill();
  folder.remove();
});
const read = (path: string) => readFileSync(join(project, path), "utf8");
const openUpdate = async () => {
  terminal = openPseudoTerminal(["--proxy", "nginx"], project);
  await terminal.sees("? Apply these changes?");
};

test("an update shows its plan, and applies all of it on Enter", async () => {
  await openUpdate();
  expect(terminal.text()).toMatch(/removed +proxy\/Caddyfile/);
  expect(terminal.text()).toMatch(/new +proxy\/nginx\.conf/);
  terminal.type(keys.enter);
  expect(await terminal.exit()).toBe(0);
  expect(existsSync(join(project, "proxy/Caddyfile"))).toBe(false);
  expect(read("compose.prod.yaml")).toContain("nginx");
  expect(read("Dockerfile")).toContain("LABEL mine=yes");
});

test("an update takes the files that are ticked, and offers the others again", async () => {
  await openUpdate();
  terminal.type(keys.down + keys.enter);
  await terminal.sees("? Files to change");
  terminal.type(` ${keys.enter}`);
  expect(await terminal.exit()).toBe(0);
  const before = readTree(project);
  await openUpdate();
  expect(terminal.text().match(/^ {2}(new|updated|merged|removed) /gm)).toHaveLength(1);
  terminal.type(keys.interrupt);
  expect(await terminal.exit()).toBe(130);
  expect(readTree(project)).toEqual(before);
});

test.each([
  ["No", keys.down + keys.down + keys.enter],
  ["^C", keys.interrupt],
])("an update that is answered with %s changes nothing", async (_what, input) => {
  const before = readTree(project);
  await openUpdate();
  terminal.type(input);
  expect(await terminal.exit()).toBe(130);
  expect(readTree(project)).toEqual(before);
});
