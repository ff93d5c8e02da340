import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameworkOf } from "../../src/catalog/frameworks.ts";
import { checkWelcomePage } from "../browser/welcome-page.ts";
import { post, send } from "../contract/client.ts";
import { contractSuite } from "../contract/suite.ts";
import { checkout } from "../support/program.ts";
import { findDocumentationFaults } from "./documentation.ts";
import { languages } from "./languages.ts";
import {
  answerOf,
  type EngineProject,
  eventually,
  hostUser,
  openWorkshop,
  type Workshop,
} from "./project.ts";
import { chosenFrameworks } from "./selection.ts";

// What a developer does with a new project, in the order of a first day.

describe.each(chosenFrameworks)("%s in development", (id) => {
  const framework = frameworkOf(id);
  const language = languages[framework.language];
  const name = `e2e-dev-${id}`;
  let workshop: Workshop;
  let project: EngineProject;
  let baseUrl = "";
  beforeAll(async () => {
    workshop = await openWorkshop();
    project = await workshop.create(name, ["--framework", id, "--up"]);
    baseUrl = await project.baseUrl();
  });
  afterAll(() => workshop?.close());

  test("is started by --up, and answers", async () => {
    expect((await answerOf(baseUrl, "/readyz", 200)).json()).toMatchObject({
      status: "ok",
      postgres: expect.stringMatching(/^18/),
    });
  });

  test("the first line of the log is the address to open", async () => {
    const { stdout } = await project.compose(["logs", "--no-log-prefix", "app"]);
    const port = new URL(baseUrl).port;
    expect(stdout.split("\n")[0]).toBe(`Open http://localhost:${port}`);
  });

  describe("contract", () => contractSuite(() => ({ baseUrl })));

  test("property-based requests find no error of the server and no undocumented answer", async () => {
    expect(await findDocumentationFaults(baseUrl)).toBe("");
  });

  test("the welcome page works in a browser, on a phone and on a desk, light and dark", async () => {
    await checkWelcomePage({
      baseUrl,
      screenshotDir: join(checkout, "tests/.artifacts/welcome-page", id),
    });
  });

  test.each([
    { service: "test", command: [] },
    { service: "dev", command: framework.command.test },
  ])(
    "its own tests pass in $service, and leave the database alone",
    async ({ service, command }) => {
      const before = (await send({ baseUrl }, { path: "/persons?limit=100" })).text;
      const { stdout, stderr } = await project.tool([service, ...command]);
      expect(stdout + stderr).toMatch(/\d+ (passed|tests?)|tests run: \d+|pass|ok/i);
      expect((await send({ baseUrl }, { path: "/persons?limit=100" })).text).toBe(before);
    },
  );

  test.each(framework.tasks.filter(({ isCheck }) => isCheck).map(({ run }) => run))(
    "%s finds nothing",
    async (command) => {
      await project.tool(["dev", ...command.split(" ")]);
    },
  );

  test("an edit is served without a new image or container", async () => {
    const container = await project.identityOf("app");
    const files = sourcesWith(project.folder, framework.sourceDirs, /(["'`])ok\1/);
    expect(files.length).toBeGreaterThan(0);
    const originals = files.map((path) => [path, project.read(path)] as const);
    for (const path of files) project.edit(path, /(["'`])ok\1/g, "$1edited$1");
    const status = async () =>
      (await fetch(`${baseUrl}/healthz`).then((answer) => answer.text())).includes("edited");
    await eventually("the edit is served", status);
    for (const [path, text] of originals) project.write(path, text);
    await eventually("the edit is taken back", async () => !(await status()));
    expect(await project.identityOf("app")).toBe(container);
  });

  test("a rebuild after an edit repeats no step that could want the network", async () => {
    const [path = ""] = sourcesWith(project.folder, framework.sourceDirs, /(["'`])ok\1/);
    const text = project.read(path);
    project.edit(path, /(["'`])ok\1/g, "$1rebuilt$1");
    const { stdout, stderr } = await project.compose(["build", "app"]);
    project.write(path, text);
    const log = stdout + stderr;
    const runSteps = [...log.matchAll(/^(#\d+) \[[^\]]*\] RUN (.*)/gm)];
    expect(runSteps.length).toBeGreaterThan(0);
    for (const [line, step, command] of runSteps) {
      const isCached = new RegExp(`^${step} CACHED$`, "m").test(log);
      expect(isCached || command?.startsWith("--network=none"), line).toBe(true);
    }
    expect(log).toMatch(/\] COPY \. \.$/m);
  });

  test("`dev` adds a dependency as the host's user, and a rebuild brings it in", async () => {
    if (language === undefined) throw new Error(`languages.ts has no ${framework.language}`);
    for (const command of language.addPackage) await project.tool(["dev", ...command]);
    expect(strangersIn(project.folder)).toEqual([]);
    await project.up("--build");
    const { stdout } = await project.compose(["exec", "-T", "app", ...language.usePackage]);
    expect(stdout.trim()).toBe("works");
    await answerOf(baseUrl, "/readyz", 200);
  });

  test("down and up again keep the data", async () => {
    const { id: person } = (await post({ baseUrl }, { name: "Kept" })).json<{ id: number }>();
    await project.compose(["down"]);
    await project.up();
    const answer = await answerOf(baseUrl, `/persons/${person}`, 200);
    expect(answer.json()).toMatchObject({ name: "Kept" });
  });

  test("a new password in .env is applied by `up -d`, and the old one is refused", async () => {
    const database = await project.identityOf("db");
    const old = /^DB_PASSWORD=(.*)$/m.exec(project.read(".env"))?.[1] ?? "";
    project.edit(".env", /^DB_PASSWORD=.*$/m, "DB_PASSWORD='chang3d $x'");
    await project.up();
    await answerOf(baseUrl, "/readyz", 200);
    expect(await project.identityOf("db")).toBe(database);
    expect(await logsIn(project, old)).toBe(false);
    expect(await logsIn(project, "chang3d $x")).toBe(true);
  });

  test("db-tools psql comes in as the app's role, and with --admin as the administrator", async () => {
    const who = ["-Atc", "SELECT current_user, current_setting('is_superuser')"];
    const role = name.replaceAll("-", "_");
    expect((await project.tool(["db-tools", "psql", ...who])).stdout.trim()).toBe(`${role}|off`);
    expect((await project.tool(["db-tools", "psql", "--admin", ...who])).stdout.trim()).toBe(
      "postgres|on",
    );
  });

  test("db-tools recreate empties the database, and asks first", async () => {
    const refused = await project.tool(["db-tools", "recreate"], { mayFail: true });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain("--yes");
    await project.tool(["db-tools", "recreate", "--yes"]);
    const doctor = await project.tool(["db-tools", "doctor"], { mayFail: true });
    expect(doctor.stdout).toContain("No migration has run");
    const pending = async () => {
      const command = framework.command.pending;
      if (command === undefined) return undefined;
      return (await project.tool(["migrate", ...command], { mayFail: true })).exitCode;
    };
    expect(await pending()).not.toBe(0);
    await project.tool(["migrate"]);
    expect([undefined, 0]).toContain(await pending());
    expect((await project.tool(["db-tools", "doctor"])).stdout).toContain("The newest migration");
    expect((await answerOf(baseUrl, "/persons", 200)).json()).toEqual({ items: [], next: null });
  });

  test("an app that starts before its database waits for it, and heals", async () => {
    await project.compose(["down"]);
    await project.compose(["up", "--detach", "--no-deps", "app"]);
    await answerOf(baseUrl, "/readyz", 503);
    await project.compose(["up", "--detach", "db"]);
    await answerOf(baseUrl, "/readyz", 200, 30_000);
    await answerOf(baseUrl, "/persons", 200);
  });

  test("a clone without .env starts with `docker compose up` and nothing else", async () => {
    // The project belongs to another user than the one who runs the tests.
    const settings = join(workshop.folder, "gitconfig");
    writeFileSync(settings, "[safe]\n\tdirectory = *\n[user]\n\tname = a\n\temail = a@x\n");
    const git = (...args: string[]) =>
      execa("git", args, { cwd: project.folder, env: { GIT_CONFIG_GLOBAL: settings } });
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "first");
    expect((await git("ls-files")).stdout.split("\n")).not.toContain(".env");
    await project.compose(["down", "--volumes"]);
    const folder = join(workshop.folder, "clone");
    await git("clone", "--quiet", ".", folder);
    await execa("chown", ["--recursive", `${hostUser}:${hostUser}`, folder]);
    expect(existsSync(join(folder, ".env"))).toBe(false);
    const clone = workshop.adopt(folder, name);
    await clone.up();
    await answerOf(await clone.baseUrl(), "/readyz", 200);
  });
});

/** The app's own files that match, tests left out, relative to the project. */
function sourcesWith(folder: string, dirs: readonly string[], pattern: RegExp): readonly string[] {
  const names = dirs.flatMap((dir) =>
    readdirSync(join(folder, dir), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
  );
  return names
    .filter((path) => !/(^|\/|[._])tests?([._/]|$)|\.pyc$/.test(path))
    .filter((path) => pattern.test(readFileSync(join(folder, path), "utf8")));
}

/** Files of the project that the host's user does not own. */
function strangersIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => statSync(join(folder, path)).uid !== hostUser,
  );
}

/** Whether the app's role comes in over the published port with a password. */
async function logsIn(project: EngineProject, password: string): Promise<boolean> {
  const [host, port] = (await project.address("db", 5432)).split(":") as [string, string];
  const role = project.name.replaceAll("-", "_");
  const { exitCode } = await execa(
    "docker",
    [
      "run",
      "--rm",
      "--network=host",
      "--env=PGPASSWORD",
      "postgres:18-trixie",
      "psql",
      `--host=${host}`,
      `--port=${port}`,
      `--username=${role}`,
      `--dbname=${role}`,
      "--command=SELECT 1",
    ],
    { reject: false, env: { PGPASSWORD: password } },
  );
  return exitCode === 0;
}
