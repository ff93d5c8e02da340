import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run, temporaryFolder } from "../support/program.ts";
import { modeOf, readTree, symlink, writeTree } from "../support/tree.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());
const create = (args: readonly string[], options = {}) =>
  run(args, { cwd: folder.path, ...options });

describe("a new project", () => {
  test("is made by one command without a terminal", async () => {
    const { exitCode, stdout, stderr } = await create(["my-api", "--yes"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("cd my-api");
    expect(stderr).toContain("docker compose up");
    const project = join(folder.path, "my-api");
    expect(readdirSync(project)).toEqual(
      expect.arrayContaining(["compose.yaml", "Dockerfile", ".env", ".docker-pg", ".git"]),
    );
    expect(modeOf(join(project, ".env"))).toBe("600");
  });

  test("has the same bytes every time, but for the password", async () => {
    for (const place of ["one", "two"]) {
      mkdirSync(join(folder.path, place));
      await run(["my-api", "--yes", "--db-password", "same", "--maintainer", ""], {
        cwd: join(folder.path, place),
      });
    }
    const [one, two] = ["one", "two"].map((place) => readTree(join(folder.path, place, "my-api")));
    expect(one).toEqual(two);
  });

  test.each(["with space", "größe-ü", "🐘 elephant", "--dash"])(
    "can be called %j",
    async (name) => {
      const { exitCode } = await create(["--yes", "--", name]);
      expect(exitCode).toBe(0);
      expect(existsSync(join(folder.path, name, "compose.yaml"))).toBe(true);
    },
  );

  test("can be the current folder, and a repository that is empty", async () => {
    mkdirSync(join(folder.path, ".git"));
    expect((await create([".", "--yes", "--no-git"])).exitCode).toBe(0);
    expect(existsSync(join(folder.path, "compose.yaml"))).toBe(true);
  });

  test("keeps its password out of everything but .env", async () => {
    const secret = "S3ntinel-$ecret";
    const { stdout, stderr } = await create(["my-api", "--yes", "--json", "--db-password", secret]);
    const tree = readTree(join(folder.path, "my-api"));
    const holders = Object.entries(tree).filter(([, text]) => String(text).includes(secret));
    expect(holders.map(([path]) => path)).toEqual([".env"]);
    expect(stdout + stderr).not.toContain(secret);
  });

  test("records every generated file in its state", async () => {
    await create(["my-api", "--yes"]);
    const tree = readTree(join(folder.path, "my-api"));
    const state = JSON.parse(String(tree[".docker-pg/state.json"]));
    const generated = Object.keys(tree).filter(
      (path) => path !== ".docker-pg/state.json" && path !== ".docker-pg/base.jsonl",
    );
    expect(Object.keys(state.files).sort()).toEqual(generated.sort());
    expect(state.answers).not.toHaveProperty("db-password");
  });
});

describe("refuses", () => {
  test.each([
    ["a file", { taken: "text" }, "taken", "target-is-file"],
    ["a place below a file", { taken: "text" }, "taken/app", "target-is-file"],
    ["a link", { "real/x": "", taken: symlink("real") }, "taken", "target-is-link"],
    ["a dangling link", { taken: symlink("nowhere") }, "taken", "target-is-link"],
    ["a folder in use", { "taken/notes.txt": "mine" }, "taken", "target-not-empty"],
  ])("%s, and changes nothing", async (_what, tree, target, code) => {
    writeTree(folder.path, tree);
    const before = readTree(folder.path);
    const { exitCode, stdout } = await create([target, "--yes", "--json"]);
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout).error.code).toBe(code);
    expect(readTree(folder.path)).toEqual(before);
  });

  test("a folder in use by naming what is in the way", async () => {
    writeTree(folder.path, { "taken/notes.txt": "mine" });
    const { stderr } = await create(["taken", "--yes"]);
    expect(stderr).toContain("notes.txt");
  });

  test("a folder that may not be written, leaving it empty", async () => {
    const uid = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    mkdirSync(join(folder.path, "locked"), { mode: 0o555 });
    const { exitCode, stderr } = await create(["locked/app", "--yes"], uid);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("EACCES");
    expect(readdirSync(join(folder.path, "locked"))).toEqual([]);
  });
});

describe("without a terminal", () => {
  test.each([
    [["my-api"], "--framework"],
    [[], "folder"],
  ])("%j ends with exit 2 and names what is missing", async (args, named) => {
    const { exitCode, stderr, timedOut } = await create(args);
    expect({ exitCode, timedOut }).toEqual({ exitCode: 2, timedOut: false });
    expect(stderr).toContain(named);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

test("a busy port is a warning that names the next free one", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const { exitCode, stderr } = await create(["my-api", "--yes", "--port", String(port)]);
  server.close();
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(new RegExp(`Port ${port} is in use .*--port \\d+`));
});

test("--up without an engine leaves a complete project and says what to start", async () => {
  const { exitCode, stderr } = await create(["my-api", "--yes", "--up"], {
    env: { DOCKER_HOST: "unix:///nowhere.sock" },
  });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Engine does not answer|not installed/);
  expect(stderr).toContain("cd my-api && docker compose up --detach --wait");
  expect(existsSync(join(folder.path, "my-api/.docker-pg/state.json"))).toBe(true);
});

test("--dry-run prints the tree and writes nothing", async () => {
  const { exitCode, stdout } = await create(["my-api", "--yes", "--dry-run"]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("compose.yaml");
  expect(readdirSync(folder.path)).toEqual([]);
});
