import { spawn } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run, runProgram, temporaryFolder } from "../support/program.ts";
import { releaseIn } from "../support/release.ts";
import { readTree, writeTree } from "../support/tree.ts";

// The built program, stopped from outside in the middle of an update that touches many files.

const folder = temporaryFolder("interruption-");
const original = join(folder.path, "my-api");
const mine = { "app/mine.py": "mine = True\n", "README.md": "# Mine\n" };
let later = "";
let before: Record<string, unknown> = {};
let after: Record<string, unknown> = {};

beforeAll(async () => {
  await run(["my-api", "--yes", "--no-git", "--maintainer", ""], { cwd: folder.path });
  writeTree(original, mine);
  before = readTree(original);
  const addLine = (text: string) => `# later\n${text}`;
  later = releaseIn(folder.path, {
    version: "1.1.0",
    templates: {
      "base/compose.yaml.hbs": addLine,
      "base/compose.override.yaml.hbs": addLine,
      "base/compose.prod.yaml.hbs": addLine,
      "base/dot_dockerignore.hbs": addLine,
      "base/dot_editorconfig": addLine,
      "base/dot_env.hbs": (text) => `${text}NEW_KEY=new\n`,
      "base/dot_gitattributes": () => undefined,
      "base/new/folder/file": () => "later\n",
      "languages/python/Dockerfile.hbs": (text) => text.replace(/^FROM /m, "# later\nFROM "),
    },
  });
  const complete = await fresh("complete");
  expect((await update(complete)).exitCode).toBe(0);
  after = readTree(complete);
  expect(after).toMatchObject(mine);
  expect(after[".env"]).toContain("NEW_KEY");
});
afterAll(() => folder.remove());

const update = (cwd: string) => runProgram(later, [], { cwd });

async function fresh(name: string): Promise<string> {
  const project = join(folder.path, name);
  cpSync(original, project, { recursive: true });
  return project;
}

/** What is the program's own business while it works. */
const isWork = (path: string) => /^\.docker-pg\/(tmp|lock|journal|rollback)/.test(path);

test("kill -9 at any moment: no file is lost or half-written, and the next run completes", async () => {
  const rounds = 40;
  let interrupted = 0;
  for (let round = 0; round < rounds; round++) {
    const project = await fresh(`killed-${round}`);
    const child = spawn(process.execPath, [later], { cwd: project, stdio: "ignore" });
    const closed = new Promise((resolve) => child.once("close", resolve));
    while (!existsSync(join(project, ".docker-pg/lock")) && child.exitCode === null) await turn();
    await wait((round % 20) * 2);
    child.kill("SIGKILL");
    await closed;

    const left = readTree(project);
    for (const [path, text] of Object.entries(left)) {
      const isFolder = path.endsWith("/");
      if (!isWork(path) && !isFolder) expect([before[path], after[path]], path).toContain(text);
    }
    for (const path of Object.keys(before)) {
      if (after[path] !== undefined) expect(left, `round ${round}`).toHaveProperty([path]);
    }
    if (Object.keys(left).some(isWork)) interrupted += 1;
    expect((await update(project)).exitCode).toBe(0);
    expect(readTree(project), `round ${round}`).toEqual(after);
  }
  expect(interrupted).toBeGreaterThan(rounds / 4);
}, 300_000);

// A file system of its own in a namespace of its own: it goes with the process, and needs no root.
test.runIf(process.platform === "linux")(
  "a full disk changes nothing, and leaves nothing behind",
  async () => {
    const script = `
      set -e
      mount -t tmpfs -o size=16m tmpfs "$1"
      cp -a "$2" "$1/project"
      cd "$1/project"
      free=$(df --output=avail -k . | tail -n 1)
      head -c $(( (free - $3) * 1024 )) /dev/zero > "$1/filler"
      set +e
      "$4" "$5" --json
      echo "exit $?"
      diff -r . "$2" && echo unchanged
      rm "$1/filler"
      "$4" "$5" --quiet && echo updated`;
    const mountPoint = await fresh("disk");
    for (const kilobytesFree of [0, 4, 16, 40, 64]) {
      const { stdout } = await execa("unshare", [
        ...["--map-root-user", "--mount", "sh", "-c", script, "sh"],
        ...[mountPoint, original, String(kilobytesFree), process.execPath, later],
      ]);
      expect(stdout, `${kilobytesFree} kB free`).toContain('"code":"not-writable"');
      expect(stdout).toContain("ENOSPC");
      expect(stdout).toContain("exit 4\nunchanged\nupdated");
    }
  },
);
