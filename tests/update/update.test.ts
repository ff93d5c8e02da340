import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bin, run, runProgram, temporaryFolder } from "../support/program.ts";
import { releaseIn } from "../support/release.ts";
import { modeOf, readTree, symlink } from "../support/tree.ts";

// Real projects, updated by the built program: by the same version, and by one whose templates
// changed in the Dockerfile's first lines, in .editorconfig, and by a new file.

const shared = temporaryFolder("update-");
const original = join(shared.path, "my-api");
let later = "";
beforeAll(async () => {
  const { exitCode } = await run(
    ["my-api", "--yes", "--no-git", "--postgres", "17", "--maintainer", ""],
    { cwd: shared.path, env: { CREATE_DOCKER_PG_APP_DB_PASSWORD: "first-password" } },
  );
  expect(exitCode).toBe(0);
  later = releaseIn(shared.path, {
    version: "1.1.0",
    templates: {
      "languages/python/Dockerfile.hbs": (text) => text.replace(/^FROM /m, "# later\nFROM "),
      "base/dot_editorconfig": (text) => `# later\n${text}`,
      "base/NOTICE": () => "later\n",
      "base/dot_env.hbs": (text) => `${text}NEW_KEY=new\n`,
      "base/dot_env.example.hbs": (text) => `${text}\n# What it is for.\nNEW_KEY=\n`,
    },
  });
});
afterAll(() => shared.remove());

let folder: ReturnType<typeof temporaryFolder>;
let project = "";
beforeEach(() => {
  folder = temporaryFolder();
  project = join(folder.path, "my-api");
  cpSync(original, project, { recursive: true });
});
afterEach(() => folder.remove());

const update = (...args: string[]) => run(args, { cwd: project });
const updateLater = (...args: string[]) => runProgram(later, args, { cwd: project });
const read = (path: string) => readFileSync(join(project, path), "utf8");
const write = (path: string, content: string | Buffer) => {
  mkdirSync(join(project, path, ".."), { recursive: true });
  writeFileSync(join(project, path), content);
};
const edit = (path: string, from: string | RegExp, to: string) => {
  expect(read(path)).toMatch(from);
  write(path, read(path).replace(from, to));
};
/** The one JSON document of a run. */
const documentOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout);
const changesOf = (result: { stdout: string }): readonly string[] =>
  documentOf(result).changes.map(
    ({ change, path }: { change: string; path: string }) => `${change} ${path}`,
  );
/** Runs what must be refused: exit 4, its code, and nothing on disk is different. */
async function refused(result: () => ReturnType<typeof update>, code: string): Promise<string> {
  const before = readTree(project);
  const { exitCode, stdout, stderr } = await result();
  const { ok, error } = JSON.parse(stdout);
  expect({ exitCode, ok, code: error.code, stderr }).toEqual({
    exitCode: 4,
    ok: false,
    code,
    stderr: "",
  });
  expect(readTree(project)).toEqual(before);
  return `${error.message}\n${error.hint}`;
}

describe("a re-run", () => {
  test("changes nothing where nothing is new", async () => {
    const before = readTree(project);
    const { exitCode, stdout, stderr } = await update();
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("Everything is current.");
    expect(readTree(project)).toEqual(before);
  });

  test("keeps an edit where nothing new was generated", async () => {
    edit("Dockerfile", "WORKDIR /app", "WORKDIR /srv");
    const before = readTree(project);
    expect(changesOf(await update("--json"))).toEqual(["keep Dockerfile"]);
    expect(readTree(project)).toEqual(before);
  });

  test("takes what is new, and changes nothing the second time", async () => {
    const { exitCode, stderr } = await updateLater();
    expect(exitCode).toBe(0);
    expect(stderr).toContain("NOTICE");
    expect(read("NOTICE")).toBe("later\n");
    expect(read(".editorconfig")).toMatch(/^# later\n/);
    const after = readTree(project);
    expect(changesOf(await updateLater("--json"))).toEqual([]);
    expect(readTree(project)).toEqual(after);
  });

  test("merges both sides' changes", async () => {
    write("Dockerfile", `${read("Dockerfile")}\nLABEL mine=yes\n`);
    expect((await updateLater()).exitCode).toBe(0);
    expect(read("Dockerfile")).toContain("# later\nFROM ");
    expect(read("Dockerfile")).toMatch(/\nLABEL mine=yes\n$/);
  });

  test("marks a conflict with both sides' names, exits 3, and is refused until it is decided", async () => {
    edit("Dockerfile", /^FROM .*$/m, "FROM python:mine AS base");
    const result = await updateLater("--json");
    expect(result.exitCode).toBe(3);
    expect(documentOf(result)).toMatchObject({ ok: false, command: "update" });
    expect(changesOf(result)).toContain("conflict Dockerfile");
    expect(read("Dockerfile")).toMatch(
      /^<{7} yours\nFROM python:mine AS base\n={7}\n# later\nFROM .*\n>{7} create-docker-pg-app\n/m,
    );
    expect(await refused(() => updateLater("--json"), "blocked")).toContain("Dockerfile");
    edit("Dockerfile", /^<{7} yours\n/m, "");
    await refused(() => updateLater("--json"), "blocked");
    edit("Dockerfile", /^={7}\n[\s\S]*?>{7} .*\n/m, "");
    expect((await updateLater()).exitCode).toBe(0);
    expect(read("Dockerfile")).toContain("FROM python:mine AS base\n");
  });

  test("leaves deleted what was deleted, and brings it back when asked", async () => {
    rmSync(join(project, ".editorconfig"));
    expect(changesOf(await updateLater("--json"))).toContain("keep .editorconfig");
    expect(existsSync(join(project, ".editorconfig"))).toBe(false);
    expect((await updateLater("--restore", ".editorconfig")).exitCode).toBe(0);
    expect(read(".editorconfig")).toMatch(/^# later\n/);
    const unknown = await updateLater("--restore", "nowhere", "--json");
    expect({ exitCode: unknown.exitCode, code: documentOf(unknown).error.code }).toEqual({
      exitCode: 2,
      code: "unknown-path",
    });
  });

  test("puts its file beside the user's own of that name, once, and takes it away when settled", async () => {
    write("NOTICE", "mine\n");
    expect(changesOf(await updateLater("--json"))).toContain("incoming .docker-pg/incoming/NOTICE");
    expect([read("NOTICE"), read(".docker-pg/incoming/NOTICE")]).toEqual(["mine\n", "later\n"]);
    expect(changesOf(await updateLater("--json"))).toEqual(["keep NOTICE"]);
    expect(changesOf(await updateLater("--json"))).toEqual(["keep NOTICE"]);
    rmSync(join(project, "NOTICE"));
    expect((await updateLater()).exitCode).toBe(0);
    expect(read("NOTICE")).toBe("later\n");
    expect(existsSync(join(project, ".docker-pg/incoming"))).toBe(false);
  });

  test("removes what is not generated any more, but not what the user changed, and says so", async () => {
    await updateLater();
    const dropped = await update("--json");
    expect(documentOf(dropped).error.code).toBe("newer-state");
    const newest = releaseIn(folder.path, {
      version: "1.2.0",
      templates: { "base/dot_editorconfig": () => undefined },
    });
    edit(".editorconfig", "# later", "# mine");
    const { exitCode, stderr } = await runProgram(newest, [], { cwd: project });
    expect(exitCode).toBe(0);
    expect(existsSync(join(project, "NOTICE"))).toBe(false);
    expect(read(".editorconfig")).toMatch(/^# mine\n/);
    expect(stderr).toMatch(/kept +\.editorconfig +not generated any more/);
  });

  test("keeps the rights of a file that it changes", async () => {
    chmodSync(join(project, "Dockerfile"), 0o660);
    chmodSync(join(project, ".env"), 0o640);
    await updateLater();
    expect([modeOf(join(project, "Dockerfile")), modeOf(join(project, ".env"))]).toEqual([
      "660",
      "640",
    ]);
  });

  test("works without git on the machine", async () => {
    const { exitCode } = await runProgram(later, [], { cwd: project, env: { PATH: folder.path } });
    expect(exitCode).toBe(0);
    expect(read("NOTICE")).toBe("later\n");
  });

  test("changes answers by flags", async () => {
    expect((await update("--app-service", "web")).exitCode).toBe(0);
    expect(read("compose.yaml")).toMatch(/^ {2}web:$/m);
    expect(JSON.parse(read(".docker-pg/state.json")).answers["app-service"]).toBe("web");
  });
});

describe("looking only", () => {
  test("--check exits 5 on drift and 0 without, and --dry-run exits 0; none writes", async () => {
    const before = readTree(project);
    expect((await update("--check")).exitCode).toBe(0);
    const drift = await updateLater("--check");
    expect(drift.exitCode).toBe(5);
    expect(drift.stdout).toContain("NOTICE");
    const dry = await updateLater("--dry-run");
    expect(dry.exitCode).toBe(0);
    expect(dry.stdout).toContain("NOTICE");
    expect(dry.stderr).toContain("Nothing was written.");
    expect(readTree(project)).toEqual(before);
  });

  test("--check finds no drift in a clone, which has no .env", async () => {
    rmSync(join(project, ".env"));
    expect((await update("--check")).exitCode).toBe(0);
    expect((await update()).exitCode).toBe(0);
    expect(existsSync(join(project, ".env"))).toBe(false);
    expect((await update("--restore", ".env")).exitCode).toBe(0);
    expect(modeOf(join(project, ".env"))).toBe("600");
  });

  test("status tells what is edited, and diff what would change; plain text without a terminal", async () => {
    edit("Dockerfile", "WORKDIR /app", "WORKDIR /srv");
    const status = await updateLater("status");
    expect(status.stdout).toContain("generated by 1.0.0, this is 1.1.0");
    expect(status.stdout).toMatch(/merged +Dockerfile/);
    const diff = await updateLater("diff");
    expect(diff.stdout).toContain("--- a/.editorconfig\n+++ b/.editorconfig\n@@ ");
    expect(diff.stdout).toContain("--- /dev/null\n+++ b/NOTICE\n@@ -0,0 +1,1 @@\n+later\n");
    expect(diff.stdout).not.toContain("first-password");
    expect(status.stdout + diff.stdout).not.toContain("\u001b");
  });

  test.each([[["status"]], [["diff"]], [["--check"]], [["--dry-run"]], [[]]])(
    "%j prints one JSON document, also on failure",
    async (args) => {
      const { stdout, stderr } = await updateLater(...args, "--json");
      expect(JSON.parse(stdout)).toHaveProperty("ok");
      expect(stdout.trim().split("\n")).toHaveLength(1);
      expect(stderr).toBe("");
      write(".docker-pg/state.json", "{");
      await refused(() => updateLater(...args, "--json"), "damaged-state");
    },
  );

  test("--up --json that fails prints one document", async () => {
    const { exitCode, stdout } = await runProgram(bin, ["--up", "--json"], {
      cwd: project,
      env: { DOCKER_HOST: "unix:///nowhere.sock" },
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false });
  });
});

describe(".env", () => {
  test("gets a missing key with its comment from .env.example, and no other byte changes", async () => {
    const mine = `\ufeff# mine\r\nDB_PASSWORD = "mine" # really\r\n\r\nAPP_PORT=1\r\nDB_PORT=2\r\nDB_NAME=n\r\nexport DB_USER=u`;
    write(".env", mine);
    const { exitCode, stderr } = await updateLater();
    expect(exitCode).toBe(0);
    expect(stderr).toContain("NEW_KEY");
    expect(stderr).toContain("docker compose up --detach");
    expect(read(".env")).toBe(`${mine}\r\n\r\n# What it is for.\r\nNEW_KEY=new\r\n`);
  });

  test("of a server, whose password is in a file, gets no second password", async () => {
    const server =
      "APP_PORT=1\nDB_PORT=2\nDB_NAME=n\nDB_USER=u\nDB_PASSWORD_FILE=./secrets/db_password\n";
    write(".env", server);
    expect((await update()).exitCode).toBe(0);
    expect(read(".env")).toBe(server);
  });

  test("has one line replaced by a password given on this run, which is shown nowhere", async () => {
    const before = read(".env");
    const secret = "it's $new #1";
    const { exitCode, stdout, stderr } = await update("--db-password", secret, "--json");
    expect(exitCode).toBe(0);
    expect(read(".env")).toBe(
      before.replace("DB_PASSWORD=first-password", 'DB_PASSWORD="it\'s \\$new #1"'),
    );
    expect(stdout + stderr).not.toContain(secret);
    const holders = Object.entries(readTree(project)).filter(([, text]) =>
      String(text).includes("\\$new"),
    );
    expect(holders.map(([path]) => path)).toEqual([".env"]);
  });

  test("is left alone where it is not UTF-8, and refused where its password should change", async () => {
    write(".env", Buffer.from("DB_PASSWORD=p\xe9q\n", "latin1"));
    expect((await updateLater()).exitCode).toBe(0);
    expect(readFileSync(join(project, ".env"), "latin1")).toBe("DB_PASSWORD=p\xe9q\n");
    await refused(() => updateLater("--db-password", "new", "--json"), "blocked");
  });

  test("is not changed for a port: a note says which line to set", async () => {
    const before = read(".env");
    const { stderr } = await update("--port", "8123");
    expect(stderr).toContain("set APP_PORT there");
    expect(read(".env")).toBe(before);
  });
});

describe("answers given anew", () => {
  test("move no data: another storage needs --force", async () => {
    const told = await refused(() => update("--storage", "bind", "--json"), "storage-change");
    expect(told).toContain("db-tools backup");
    expect((await update("--storage", "bind", "--force")).exitCode).toBe(0);
    expect(read("compose.yaml")).toContain("./db/data/");
  });

  test("are told of where they leave something behind", async () => {
    await update("--with", "ci,devcontainer");
    const { notes } = documentOf(await update("--with", "swarm", "--db-service", "pg", "--json"));
    expect(notes).toEqual([
      "--with names all add-ons, and ci and devcontainer left with this. To keep: --with ci,devcontainer,swarm",
      expect.stringContaining("docker compose up --detach --remove-orphans"),
    ]);
  });

  test("keep the two ports apart", async () => {
    const { exitCode, stdout } = await update("--port", "5432", "--json");
    expect([exitCode, JSON.parse(stdout).error.code]).toEqual([2, "same-port"]);
    await update("--db-port", "none");
    await update("--db-port", "auto");
    expect(JSON.parse(read(".docker-pg/state.json")).answers["db-port"]).toBe(5432);
  });

  test("are noted in a dry run, too", async () => {
    const { stdout } = await update("--postgres", "19", "--dry-run");
    expect(stdout).toContain("PostgreSQL 19 is newer than this version knows");
    expect(stdout).toContain("docker compose run --rm db-upgrade");
  });

  test("may name the major that the project is on, though its end of life has come", async () => {
    await run(["old", "--yes", "--no-git", "--postgres", "14", "--allow-eol"], {
      cwd: folder.path,
    });
    const old = { cwd: join(folder.path, "old") };
    expect((await run(["--postgres", "14"], old)).exitCode).toBe(0);
    expect((await run(["--postgres", "13"], old)).exitCode).toBe(2);
  });

  test("change nothing of a file that is there and shall be brought back", async () => {
    edit("README.md", /^/, "mine\n");
    const { exitCode, stderr } = await update("--restore", "README.md");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("README.md is there, and was not replaced");
  });
});

test("add-ons come and go, and an edited file of one stays", async () => {
  const workflow = ".github/workflows/ci.yml";
  expect(changesOf(await update("--with", "ci", "--json"))).toContain(`create ${workflow}`);
  write(workflow, `${read(workflow)}# mine\n`);
  const gone = changesOf(await update("--with", "", "--json"));
  expect(gone).toEqual(
    expect.arrayContaining(["delete .github/dependabot.yml", `keep ${workflow}`]),
  );
  expect(read(workflow)).toContain("# mine");
  expect(changesOf(await update("--json"))).toEqual([]);
});

test("--port auto keeps the ports that the project has", async () => {
  expect(changesOf(await update("--port", "auto", "--db-port", "auto", "--json"))).toEqual([]);
});

describe("PostgreSQL", () => {
  test("gets a new major's image, volume and path together, and the next command", async () => {
    const { exitCode, stderr } = await update("--postgres", "18");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("docker compose run --rm db-upgrade");
    const compose = read("compose.yaml");
    expect(compose).toContain("image: postgres:18-trixie");
    expect(compose).toContain("- db-18:/var/lib/postgresql\n");
    expect(compose).toMatch(/^ {2}db-17:/m);
    expect(JSON.parse(read(".docker-pg/state.json")).formerPostgres).toEqual([17]);
    expect(changesOf(await update("--json"))).toEqual([]);
    expect(await refused(() => update("--postgres", "16", "--json"), "downgrade")).toContain(
      "dump",
    );
  });

  test("can go back to the major that it came from, whose volume still has its data", async () => {
    expect((await update("--postgres", "18")).exitCode).toBe(0);
    const { exitCode, stderr } = await update("--postgres", "17");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("stays in the volume db-18, which is not used any more");
    expect(read("compose.yaml")).toContain("image: postgres:17-trixie");
    expect(read("compose.yaml")).not.toContain("db-18");
  });

  test("guards the volumes of all former majors", async () => {
    for (const major of ["18", "19"]) await update("--postgres", major);
    for (const major of [17, 18]) {
      expect(read("compose.yaml").split(`- db-${major}:/former/${major}:ro`)).toHaveLength(3);
    }
    expect(read("compose.yaml")).toContain("OLD_DATA: db-18\n");
    await update("--postgres", "18");
    expect(read("compose.yaml")).toContain("OLD_DATA: db-17\n");
  });

  test("goes up again with a new volume after a way back", async () => {
    for (const major of ["18", "17", "18"]) await update("--postgres", major);
    expect(read("compose.yaml")).toContain("- db-18-2:/var/lib/postgresql\n");
    expect(changesOf(await update("--json"))).toEqual([]);
    expect((await update("--postgres", "17")).stderr).toContain("the volume db-18-2");
    expect(read("compose.yaml")).toContain("- db-17:/var/lib/postgresql/data\n");
  });
});

describe("what is not plain text of today", () => {
  test("CRLF and a BOM are kept, and are no edits", async () => {
    for (const path of ["Dockerfile", ".editorconfig"]) {
      write(path, `\ufeff${read(path).replaceAll("\n", "\r\n")}`);
    }
    edit("Dockerfile", "WORKDIR /app\r\n", "WORKDIR /srv\r\n");
    expect(changesOf(await update("--json"))).toEqual(["keep Dockerfile"]);
    const changes = changesOf(await updateLater("--json"));
    expect(changes).toEqual(expect.arrayContaining(["merge Dockerfile", "replace .editorconfig"]));
    expect(read("Dockerfile")).toContain("\r\nWORKDIR /srv\r\n");
    for (const path of ["Dockerfile", ".editorconfig"]) {
      expect(read(path)).toMatch(/^\ufeff/);
      expect(read(path)).toContain("# later\r\n");
      expect(read(path)).not.toMatch(/[^\r]\n/);
    }
  });

  test("a last line without an end stays so", async () => {
    write("Dockerfile", `${read("Dockerfile")}LABEL mine=yes`);
    expect((await updateLater()).exitCode).toBe(0);
    expect(read("Dockerfile")).toMatch(/\nLABEL mine=yes$/);
    expect(read("Dockerfile")).toContain("# later\n");
  });

  test.each([
    ["text that is not UTF-8", Buffer.from("# caf\xe9\n", "latin1")],
    ["a file of 50 MB", Buffer.alloc(50_000_000, "a line of the user's\n")],
  ])("%s is kept, and the new file goes beside it", async (_what, content) => {
    write(".editorconfig", content);
    expect(changesOf(await updateLater("--json"))).toContain(
      "incoming .docker-pg/incoming/.editorconfig",
    );
    expect(readFileSync(join(project, ".editorconfig")).equals(content)).toBe(true);
    expect(read(".docker-pg/incoming/.editorconfig")).toMatch(/^# later\n/);
  });

  test("10,000 files of the user are neither read nor touched", async () => {
    for (let index = 0; index < 10_000; index++) {
      if (index % 100 === 0) mkdirSync(join(project, `mine/${index / 100}`), { recursive: true });
      writeFileSync(join(project, `mine/${Math.floor(index / 100)}/${index}.txt`), `${index}\n`);
    }
    const mine = readTree(join(project, "mine"));
    expect((await updateLater()).exitCode).toBe(0);
    expect(readTree(join(project, "mine"))).toEqual(mine);
  });
});

describe("is refused before anything is written", () => {
  const links = (path: string, target: string) => {
    rmSync(join(project, path), { recursive: true, force: true });
    symlinkSync(target, join(project, path));
  };

  test.each([
    ["a link in place of a file", () => links("Dockerfile", "compose.yaml"), "Dockerfile"],
    ["a link in place of a folder", () => links("app", "migrations"), "app"],
    [
      "a link in place of what was generated",
      () => links(".docker-pg/base.jsonl", "state.json"),
      "base",
    ],
    [
      "a folder in place of a file",
      () => {
        rmSync(join(project, "Dockerfile"));
        mkdirSync(join(project, "Dockerfile"));
      },
      "Dockerfile is a folder",
    ],
    [
      "a file in place of a folder",
      () => {
        rmSync(join(project, "app"), { recursive: true });
        write("app", "mine");
      },
      "app is a file",
    ],
  ])("%s", async (_what, prepare, named) => {
    prepare();
    expect(await refused(() => updateLater("--json"), "blocked")).toContain(named);
  });

  test("a link in place of the project's folder of states", async () => {
    cpSync(join(project, ".docker-pg"), join(folder.path, "elsewhere"), { recursive: true });
    mkdirSync(join(folder.path, "elsewhere/tmp"));
    write("../elsewhere/tmp/kept", "mine");
    links(".docker-pg", "../elsewhere");
    await refused(() => updateLater("--json"), "blocked");
    expect(readFileSync(join(folder.path, "elsewhere/tmp/kept"), "utf8")).toBe("mine");
  });

  const withState = (change: (state: Record<string, unknown>) => unknown) => {
    const state = JSON.parse(read(".docker-pg/state.json"));
    write(".docker-pg/state.json", JSON.stringify(change(state)));
  };

  test.each([
    ["cut off", () => write(".docker-pg/state.json", read(".docker-pg/state.json").slice(0, 500))],
    ["empty", () => write(".docker-pg/state.json", "")],
    ["a list", () => write(".docker-pg/state.json", "[]")],
    ["without files", () => withState(({ files: _, ...rest }) => rest)],
    [
      "with a path outside",
      () =>
        withState((state) => ({
          ...state,
          files: { "../x": { id: "x", policy: "merge", executable: false } },
        })),
    ],
    [
      "with merge markers of git",
      () => write(".docker-pg/state.json", `<<<<<<< HEAD\n${read(".docker-pg/state.json")}`),
    ],
  ])("a state that is %s", async (_what, damage) => {
    damage();
    expect(await refused(() => updateLater("--json"), "damaged-state")).toContain("git checkout");
  });

  test.each([
    ["schema", { schema: 2 }],
    ["version", { generator: "1.0.1" }],
    ["major version", { generator: "10.0.0-beta.1" }],
  ])("a state of a newer %s", async (_what, change) => {
    withState((state) => ({ ...state, ...change }));
    expect(await refused(() => update("--json"), "newer-state")).toContain("@latest");
    await refused(() => update("status", "--json"), "newer-state");
  });

  test("an answer that was edited by hand to what is not valid, naming it", async () => {
    withState((state) => ({ ...state, answers: { port: "eighty" } }));
    expect(await refused(() => update("--json"), "damaged-state")).toContain('"port"');
  });

  test("another update that runs", async () => {
    write(".docker-pg/lock", String(process.pid));
    expect(await refused(() => updateLater("--json"), "locked")).toContain(String(process.pid));
  });
});

describe("a state that lost something", () => {
  test("a journal that cannot be read is refused, and the way out is told", async () => {
    write(".docker-pg/journal.json", "{");
    const told = await refused(() => update("--json"), "damaged-journal");
    expect(told).toContain("delete .docker-pg/journal.json");
  });

  test("a missing base makes the new file go beside an edited one, which waits to be decided", async () => {
    edit("Dockerfile", "WORKDIR /app", "WORKDIR /srv");
    rmSync(join(project, ".docker-pg/base.jsonl"));
    const mine = read("Dockerfile");
    expect(changesOf(await updateLater("--json"))).toContain(
      "incoming .docker-pg/incoming/Dockerfile",
    );
    expect(read("Dockerfile")).toBe(mine);
    expect(read(".editorconfig")).toMatch(/^# later\n/);
    const again = await updateLater("--json");
    expect([again.exitCode, changesOf(again)]).toEqual([3, ["keep Dockerfile"]]);
    const checked = await updateLater("--check");
    expect([checked.exitCode, checked.stdout]).toEqual([
      5,
      expect.stringMatching(/^ {2}kept +Dockerfile {2}to decide: take what you want/),
    ]);
    rmSync(join(project, ".docker-pg/incoming"), { recursive: true });
    expect((await updateLater("--check")).exitCode).toBe(0);
  });

  test("what waits beside a file is replaced by what is newer, and gone once it is taken", async () => {
    edit("Dockerfile", "WORKDIR /app", "WORKDIR /srv");
    rmSync(join(project, ".docker-pg/base.jsonl"));
    expect((await updateLater()).exitCode).toBe(3);
    const latest = releaseIn(join(folder.path, "latest"), {
      version: "1.2.0",
      templates: { "languages/python/Dockerfile.hbs": (text) => `${text}# latest\n` },
    });
    const mine = read("Dockerfile");
    expect((await runProgram(latest, [], { cwd: project })).exitCode).toBe(3);
    expect(read("Dockerfile")).toBe(mine);
    const offered = read(".docker-pg/incoming/Dockerfile");
    expect(offered).toMatch(/# latest\n$/);
    write("Dockerfile", offered);
    expect((await runProgram(latest, [], { cwd: project })).exitCode).toBe(0);
    expect(existsSync(join(project, ".docker-pg/incoming"))).toBe(false);
  });

  test("a damaged base counts as missing", async () => {
    edit("Dockerfile", "WORKDIR /app", "WORKDIR /srv");
    write(".docker-pg/base.jsonl", read(".docker-pg/base.jsonl").replaceAll("WORKDIR", "damaged"));
    const mine = read("Dockerfile");
    expect((await updateLater()).exitCode).toBe(3);
    expect(read("Dockerfile")).toBe(mine);
  });

  test("git merges the bases of two branches, and nothing is lost", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], {
        cwd: project,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    const commit = () => git("add", "--all") + git("commit", "--message", "update");
    git("init", "--initial-branch", "main");
    commit();
    git("switch", "--create", "later");
    expect((await updateLater()).exitCode).toBe(0);
    commit();
    git("switch", "main");
    const other = releaseIn(join(folder.path, "other"), {
      templates: { "base/public/welcome.css": (text) => `${text}/* other */\n` },
    });
    expect((await runProgram(other, [], { cwd: project })).exitCode).toBe(0);
    commit();
    git("merge", "later");

    edit("Dockerfile", "WORKDIR /app", "WORKDIR /srv");
    edit("public/welcome.css", /^/, "/* mine */\n");
    const latest = releaseIn(join(folder.path, "latest"), {
      version: "1.2.0",
      templates: {
        "languages/python/Dockerfile.hbs": (text) => `${text}# latest\n`,
        "base/public/welcome.css": (text) => `${text}/* latest */\n`,
      },
    });
    const changes = changesOf(await runProgram(latest, ["--json"], { cwd: project }));
    expect(changes).toContain("merge Dockerfile");
    expect(changes).toContain("merge public/welcome.css");
  });

  test("files that nobody remembers are the user's", async () => {
    const state = JSON.parse(read(".docker-pg/state.json"));
    write(".docker-pg/state.json", JSON.stringify({ ...state, files: {} }));
    write("Dockerfile", "FROM mine\n");
    expect(changesOf(await updateLater("--json"))).toContain(
      "incoming .docker-pg/incoming/Dockerfile",
    );
    expect(read("Dockerfile")).toBe("FROM mine\n");
  });

  test("one id at two paths, as git may merge it, removes nothing", async () => {
    const state = JSON.parse(read(".docker-pg/state.json"));
    state.files["README.md"].id = "Dockerfile";
    write(".docker-pg/state.json", JSON.stringify(state));
    expect((await update()).exitCode).toBe(0);
    expect(existsSync(join(project, "README.md"))).toBe(true);
    expect(existsSync(join(project, "Dockerfile"))).toBe(true);
  });
});

test("two updates at once: one is done, the other refused or finds nothing to do", async () => {
  const results = await Promise.all([1, 2, 3].map(() => updateLater("--json")));
  const codes = results.map(({ exitCode }) => exitCode);
  expect(codes).toContain(0);
  expect(codes.filter((code) => code !== 0 && code !== 4)).toEqual([]);
  expect(changesOf(await updateLater("--json"))).toEqual([]);
  expect(readdirSync(join(project, ".docker-pg")).sort()).toEqual([
    ".gitignore",
    ".ignore",
    "base.jsonl",
    "state.json",
  ]);
});

test("a journal that came with somebody's repository writes nothing outside of the project", async () => {
  mkdirSync(join(folder.path, "outside"));
  symlinkSync("../outside", join(project, "way-out"));
  for (const path of ["../outside/x", "way-out/x"]) {
    write(".docker-pg/tmp/0.after", "harm");
    write(
      ".docker-pg/journal.json",
      JSON.stringify({ steps: [{ kind: "write", path, after: "0" }], folders: [] }),
    );
    expect((await update()).exitCode).toBe(4);
    expect(readdirSync(join(folder.path, "outside"))).toEqual([]);
    expect(readTree(project)["way-out"]).toEqual(symlink("../outside"));
  }
});

test("a project that is interrupted when it is made in an empty folder is completed", async () => {
  const state = read(".docker-pg/state.json");
  rmSync(join(project, ".docker-pg/state.json"));
  write(".docker-pg/tmp/0.after", state);
  write(
    ".docker-pg/journal.json",
    JSON.stringify({
      steps: [{ kind: "write", path: ".docker-pg/state.json" }],
      folders: [".docker-pg"],
    }),
  );
  const { exitCode, stderr } = await run([".", "--yes"], { cwd: project });
  expect(exitCode).toBe(0);
  expect(stderr).toContain("is now complete");
  expect(read(".docker-pg/state.json")).toBe(state);
});
