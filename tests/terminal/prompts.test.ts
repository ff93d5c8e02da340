import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run, temporaryFolder } from "../support/program.ts";
import { readTree } from "../support/tree.ts";
import {
  keys,
  openPseudoTerminal,
  type PseudoTerminal,
  type TerminalSize,
} from "./pseudo-terminal.ts";

let folder: ReturnType<typeof temporaryFolder>;
let terminal: PseudoTerminal;
beforeEach(() => {
  folder = temporaryFolder("terminal-");
});
afterEach(() => {
  terminal.kill();
  folder.remove();
});
const open = (args: readonly string[], size?: TerminalSize) => {
  terminal = openPseudoTerminal(args, folder.path, size);
};
const stateOf = (name: string) =>
  JSON.parse(readFileSync(join(folder.path, name, ".docker-pg/state.json"), "utf8"));
const environmentOf = (name: string) => readFileSync(join(folder.path, name, ".env"), "utf8");

/** The questions in their order, as a reader of the contract expects them. */
const questions = [
  "Framework",
  "PostgreSQL",
  "Database name",
  "Database user",
  "Database password",
  "Port on this machine",
  "Where the data lives",
  "Add-ons",
] as const;

async function acceptUpTo(last: (typeof questions)[number]) {
  for (const question of questions) {
    await terminal.sees(`? ${question}`);
    if (question === last) return;
    terminal.type(keys.enter);
    await terminal.sees(`✔ ${question}`);
  }
}

async function acceptFrom(first: (typeof questions)[number]) {
  for (const question of questions.slice(questions.indexOf(first))) {
    await terminal.sees(`? ${question}`);
    terminal.type(keys.enter);
  }
}

describe("prompts", () => {
  test("ask one thing after another, and make the project", async () => {
    open(["my-api"]);
    await acceptUpTo("Add-ons");
    terminal.type(keys.enter);
    expect(await terminal.exit()).toBe(0);
    expect(terminal.text()).toMatch(
      /✔ my-api: Flask and PostgreSQL 18, \d+ files\n\n {2}cd my-api\n {2}docker compose up/,
    );
    expect(stateOf("my-api").answers).toMatchObject({
      framework: "flask",
      postgres: 18,
      port: 8000,
    });
  });

  test("take what is typed and chosen with the arrow keys", async () => {
    open(["my-api"]);
    await acceptUpTo("PostgreSQL");
    terminal.type(keys.down + keys.enter);
    await terminal.sees("? Database name");
    terminal.type(`people${keys.enter}`);
    await acceptFrom("Database user");
    expect(await terminal.exit()).toBe(0);
    expect(stateOf("my-api").answers).toMatchObject({ postgres: 17, "db-name": "people" });
  });

  test("ask for the folder when none is named", async () => {
    open([]);
    await terminal.sees("? Project folder");
    terminal.type(`shop${keys.enter}`);
    await acceptFrom("Framework");
    expect(await terminal.exit()).toBe(0);
    expect(existsSync(join(folder.path, "shop/compose.yaml"))).toBe(true);
  });

  test("do not ask what a flag has answered", async () => {
    open(["my-api", "--framework", "flask", "--postgres", "17", "--db-name", "x"]);
    await terminal.sees("? Database user");
    expect(terminal.text()).not.toContain("Framework");
  });

  test("say what is wrong with an answer, and ask again", async () => {
    open(["my-api"]);
    await acceptUpTo("Database name");
    terminal.type(`postgres${keys.enter}`);
    await terminal.sees("Postgres keeps that database for itself");
    terminal.type(keys.backspace.repeat(8));
    terminal.type(`people${keys.enter}`);
    await terminal.sees("✔ Database name people");
  });

  test("go back to the question before with Escape", async () => {
    open(["my-api"]);
    await acceptUpTo("Database name");
    terminal.type(keys.escape);
    await terminal.sees(/\? PostgreSQL.*\n❯ 18/);
    terminal.type(keys.down + keys.enter);
    await terminal.sees("✔ PostgreSQL 17\n? Database name");
    terminal.type(keys.enter);
    await acceptFrom("Database user");
    expect(await terminal.exit()).toBe(0);
    expect(stateOf("my-api").answers.postgres).toBe(17);
  });

  test("never show a password, and keep it byte for byte", async () => {
    open(["my-api"]);
    await acceptUpTo("Database password");
    terminal.type(`S3ntinel $x${keys.enter}`);
    await acceptFrom("Port on this machine");
    expect(await terminal.exit()).toBe(0);
    expect(terminal.raw()).not.toContain("S3ntinel");
    expect(environmentOf("my-api")).toContain("DB_PASSWORD='S3ntinel $x'");
  });
});

test("answers make the project that the same flags make", async () => {
  const typed = {
    postgres: keys.down + keys.down,
    "db-name": "größe $1",
    "db-user": 'we"ird',
    "db-password": "it's a $ecret",
    port: "18080",
    storage: keys.down,
    with: " ",
  };
  open(["asked", "--no-git", "--maintainer="]);
  await terminal.sees("? Framework");
  terminal.type(keys.enter);
  for (const [index, input] of Object.values(typed).entries()) {
    await terminal.sees(`? ${questions[index + 1]}`);
    terminal.type(input + keys.enter);
  }
  expect(await terminal.exit()).toBe(0);
  const flags = {
    ...typed,
    postgres: "16",
    storage: "bind",
    with: "ci",
    framework: "flask",
    maintainer: "",
  };
  const words = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const cwd = join(folder.path, "flags");
  mkdirSync(cwd);
  const { exitCode, stderr } = await run(["asked", "--no-git", "--yes", ...words], { cwd });
  expect(exitCode, stderr).toBe(0);
  expect(readTree(join(folder.path, "asked"))).toEqual(readTree(join(cwd, "asked")));
});

describe.each(questions)("at the question %s", (question) => {
  test.each([
    ["^C", keys.interrupt],
    ["the end of input", keys.endOfInput],
  ])("%s ends it with 130, writes nothing and shows the cursor", async (_what, key) => {
    open(["my-api"]);
    await acceptUpTo(question);
    terminal.type(key);
    expect(await terminal.exit()).toBe(130);
    expect(readdirSync(folder.path)).toEqual([]);
    const lastHide = terminal.raw().lastIndexOf("\u001b[?25l");
    const lastShow = terminal.raw().lastIndexOf("\u001b[?25h");
    expect(lastShow).toBeGreaterThanOrEqual(lastHide);
  });
});

describe("a terminal", () => {
  test("of 40 columns is enough", async () => {
    open(["my-api"], { columns: 40 });
    await acceptFrom("Framework");
    expect(await terminal.exit()).toBe(0);
    for (const line of terminal.text().split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  });

  test("that is dumb gets no colour from us", async () => {
    open(["my-api", "--yes"], { term: "dumb" });
    expect(await terminal.exit()).toBe(0);
    expect(terminal.raw()).not.toContain("\u001b[");
  });
});
