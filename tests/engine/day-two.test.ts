import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameworks } from "../../src/catalog/frameworks.ts";
import { post } from "../contract/client.ts";
import {
  addExtensionsAndSchemas,
  addSlowTable,
  adminSql,
  appAnswers,
  ask,
  backupsOf,
  count,
  extensionsAndSchemasOf,
  holdTransaction,
  isSoInDatabase,
  killAtEachStage,
  RunningTool,
  slowTableIsCopied,
  sql,
} from "./database.ts";
import {
  answerOf,
  type EngineProject,
  eventually,
  hostUser,
  openWorkshop,
  type Workshop,
} from "./project.ts";

// What is done with a project that has data: backup, restore, diagnosis. The tools know nothing of a
// framework, so one is enough.

const nasty = ["--db-name", `it's "da=ta" $b`, "--db-user", `we"ird us$er`];
const rowsOfBulk = 200_000;

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop?.close());

describe("a project on PostgreSQL 17, with names full of quotes", () => {
  let project: EngineProject;
  let baseUrl = "";
  beforeAll(async () => {
    project = await create("e2e-tools", ["--postgres", "17", ...nasty]);
    baseUrl = await project.baseUrl();
    await sql(project, `CREATE TABLE bulk AS SELECT generate_series(1, ${rowsOfBulk}) AS number`);
  });

  const backups = () => backupsOf(project);
  const manifestOf = (name: string) => project.read(`db/backups/${name}/manifest`);
  const bulk = (database?: string) => count(project, "bulk", database);

  test("each verb has its help, and a misspelt one is answered with the nearest", async () => {
    const { stdout } = await project.tool(["db-tools", "--help"]);
    const verbs = ["backup", "doctor", "psql", "recreate", "restore", "seed"];
    for (const verb of verbs) {
      expect(stdout).toContain(verb);
      expect((await project.tool(["db-tools", verb, "--help"])).stdout).toContain(`\n${verb}`);
    }
    const unknown = await project.tool(["db-tools", "restroe"], { mayFail: true });
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('Did you mean "restore"?');
  });

  test("seed runs all files in order, and none if one fails", async () => {
    project.write("db/seeds/2.sql", "INSERT INTO seeded VALUES (1) ON CONFLICT DO NOTHING;\n");
    project.write("db/seeds/1.sql", "CREATE TABLE IF NOT EXISTS seeded (id int PRIMARY KEY);\n");
    expect((await project.tool(["db-tools", "seed"])).stdout).toContain("1 rows");
    expect((await project.tool(["db-tools", "seed"])).stdout).toContain("0 rows");
    expect(await sql(project, "SELECT tableowner FROM pg_tables WHERE tablename = 'seeded'")).toBe(
      `we"ird us$er`,
    );
    project.write("db/seeds/3.sql", "INSERT INTO seeded VALUES (2);\nSELECT 1 / 0;\n");
    expect((await project.tool(["db-tools", "seed"], { mayFail: true })).exitCode).toBe(1);
    expect(await count(project, "seeded")).toBe(1);
    rmSync(join(project.folder, "db/seeds/3.sql"));
  });

  test("a backup that finds the disk full leaves nothing behind", async () => {
    project.write(
      "full-disk.yaml",
      "services: { db-tools: { tmpfs: ['/db/backups:size=64k'], entrypoint: [bash, -c] } }\n",
    );
    const { exitCode, stdout, stderr } = await project.tool(
      ["db-tools", "bash /db/tools.sh backup; echo exit $?; ls -A /db/backups"],
      { env: { COMPOSE_FILE: "compose.yaml:compose.override.yaml:full-disk.yaml" } },
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain("nothing of it was kept");
    expect(stdout.trim()).toBe("exit 1");
  });

  test("a backup under load is of one moment, private and the host user's", async () => {
    // What a backup leaves that was killed.
    mkdirSync(join(project.folder, "db/backups/.partial"));
    project.write("db/backups/.partial/database.dump", "half");
    const stopWriting = await writeWithClients(project, 8);
    const { stdout } = await project.tool(["db-tools", "backup"]);
    expect(await stopWriting()).toBeGreaterThan(0);
    const [name = ""] = backups();
    expect(stdout).toContain(`db/backups/${name}`);
    const dump = join(project.folder, "db/backups", name, "database.dump");
    const { mode, uid, size } = statSync(dump);
    expect([mode & 0o777, uid, size > 0]).toEqual([0o600, hostUser, true]);
    expect(readdirSync(join(project.folder, "db/backups")).sort()).toEqual([".gitkeep", name]);
    const rows = Number(/^table (\d+) public\.bulk$/m.exec(manifestOf(name))?.[1]);
    expect(rows).toBeGreaterThanOrEqual(rowsOfBulk);
    expect(rows).toBeLessThanOrEqual(await bulk());
  });

  test("restore asks first, and lists what there is", async () => {
    const refused = await project.tool(["db-tools", "restore", "latest"], { mayFail: true });
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining("--yes")]);
    expect((await project.tool(["db-tools", "restore"])).stdout).toContain(backups()[0]);
  });

  test("restore brings back what the manifest says, while clients write, and keeps the rest", async () => {
    const [name = ""] = backups();
    const person = await post({ baseUrl }, { name: "Later than the backup" });
    expect(person.status).toBe(201);
    const stopWriting = await writeWithClients(project, 8);
    const { stdout } = await project.tool(["db-tools", "restore", "latest", "--yes"]);
    await stopWriting();
    const former = /What was there is "(.*)"\. To drop it/.exec(stdout)?.[1] ?? "";
    expect(former).toMatch(/_before_\d{8}T\d{6}$/);
    const restored = Number(/^table (\d+) public\.bulk$/m.exec(manifestOf(name))?.[1]);
    // The clients wrote on after the swap, too.
    expect(await bulk()).toBeGreaterThanOrEqual(restored);
    expect(await bulk(former)).toBeGreaterThanOrEqual(restored);
    expect(await count(project, "persons", former)).toBe(1);
    expect((await answerOf(baseUrl, "/persons", 200)).json()).toEqual({ items: [], next: null });
    expect((await post({ baseUrl }, { name: "Afterwards" })).status).toBe(201);
    expect(await sql(project, "SELECT tableowner FROM pg_tables WHERE tablename = 'bulk'")).toBe(
      `we"ird us$er`,
    );
  });

  const spoiled: Readonly<Record<string, [(folder: string) => void, string]>> = {
    truncated: [(folder) => truncateSync(join(folder, "database.dump"), 4096), "damaged"],
    changed: [
      (folder) => {
        const bytes = readFileSync(join(folder, "database.dump"));
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        writeFileSync(join(folder, "database.dump"), bytes);
      },
      "damaged",
    ],
    "of another project": [edited(/^project .*$/m, "project other"), "another project: other"],
    "of a newer server": [edited(/^major .*$/m, "major 19"), "this server is 17"],
    "of another tool": [edited(/^backup 1$/m, "dump"), "no backup that this tool can read"],
    "too large": [edited(/^bytes .*$/m, "bytes 9000000000000000"), "has only"],
    missing: [(folder) => rmSync(folder, { recursive: true }), "There is no backup"],
    "loaded with other rows": [
      edited(/^table \d+ public\.bulk$/m, "table 1 public.bulk"),
      "differs from the manifest",
    ],
  };

  test.each(Object.entries(spoiled))(
    "a backup that is %s is refused, and nothing changes",
    async (_, [spoil, message]) => {
      const folder = join(project.folder, "db/backups/spoiled");
      cpSync(join(project.folder, "db/backups", backups()[0] ?? ""), folder, { recursive: true });
      spoil(folder);
      const databases = () => sql(project, "SELECT oid, datname FROM pg_database ORDER BY oid");
      const before = [await databases(), await bulk()];
      const result = await project.tool(["db-tools", "restore", "spoiled", "--yes"], {
        mayFail: true,
      });
      rmSync(folder, { recursive: true, force: true });
      expect([result.exitCode, result.stderr]).toEqual([1, expect.stringContaining(message)]);
      expect([await databases(), await bulk()]).toEqual(before);
    },
  );

  test("extensions and several schemas come back as they were", async () => {
    await addExtensionsAndSchemas(project);
    const before = await extensionsAndSchemasOf(project);
    expect(before).toContain("extension pg_trgm in extensions");
    expect(before).toContain("ada@example.com");
    await project.tool(["db-tools", "backup"]);
    await sql(project, 'DROP SCHEMA crm, "Odd ""schema""" CASCADE');
    await project.tool(["db-tools", "restore", "latest", "--yes"]);
    expect(await extensionsAndSchemasOf(project)).toBe(before);
  });

  test("a restore that is killed at any stage leaves the old data or the new, whole", async () => {
    const name = backups().at(-1) ?? "";
    const restored = Number(/^table (\d+) public\.bulk$/m.exec(manifestOf(name))?.[1]);
    const later = async () => {
      await sql(project, "INSERT INTO bulk VALUES (0)");
      return bulk();
    };
    let before = await later();
    const stages = await killAtEachStage(
      project,
      { tool: ["db-tools", "restore", name, "--yes"], lastWords: "is the backup" },
      async (stage) => {
        await appAnswers(project);
        expect(await bulk()).toBe(stage.startsWith("printf") ? restored : before);
        await project.tool(["db-tools", "restore", name, "--yes"]);
        expect(await bulk()).toBe(restored);
        before = await later();
      },
    );
    expect(stages.length).toBe(6);
    expect(await bulk()).toBe(restored);
    expect(await ask(project, leftovers)).toBe("0");
  });

  test("a restore that is killed while it loads changes nothing", async () => {
    await addSlowTable(project);
    await sql(project, "INSERT INTO slow VALUES (5)");
    await project.tool(["db-tools", "backup"]);
    await sql(project, "DROP TABLE slow");
    const before = await bulk();
    const restore = new RunningTool(project, ["db-tools", "restore", "latest", "--yes"]);
    await slowTableIsCopied(project);
    await restore.kill();
    expect(await bulk()).toBe(before);
    await appAnswers(project);
    await project.tool(["db-tools", "restore", "latest", "--yes"]);
    expect(await count(project, "slow")).toBe(1);
    await appAnswers(project);
    rmSync(join(project.folder, "db/backups", backups().at(-1) ?? ""), { recursive: true });
  });

  test("a restore that is killed inside the swap changes nothing", async () => {
    const before = await bulk();
    // A lock on the database makes the renaming wait.
    const database = `"it's ""da=ta"" $b"`;
    const release = await holdTransaction(project, `COMMENT ON DATABASE ${database} IS 'held'`);
    const restore = new RunningTool(project, ["db-tools", "restore", "latest", "--yes"]);
    await isSoInDatabase(project, isRenaming);
    await restore.kill();
    await release();
    await eventually("nothing waits", async () => (await ask(project, isRenaming)) === "0");
    expect(await bulk()).toBe(before);
    await appAnswers(project);
    await project.tool(["db-tools", "restore", "latest", "--yes"]);
    await appAnswers(project);
  });

  describe("doctor", () => {
    const problemsOf = async (env: Readonly<Record<string, string>> = {}, ...args: string[]) => {
      const { exitCode, stdout } = await project.tool([...args, "db-tools", "doctor"], {
        mayFail: true,
        env,
      });
      const problems = stdout.split("\n").filter((line) => line.startsWith("PROBLEM"));
      expect(exitCode).toBe(problems.length > 0 ? 1 : 0);
      return { problems, stdout };
    };
    const production = (replicas: number) => [
      ...["-e", `APP_REPLICAS=${replicas}`, "-e", "WEB_CONCURRENCY=2", "-e", "DB_POOL_SIZE=5"],
    ];

    test("finds nothing in a sound project, and says how large and how far it is", async () => {
      const { problems, stdout } = await problemsOf();
      expect(problems).toEqual([]);
      const size = await adminSql(
        project,
        "SELECT pg_size_pretty(pg_database_size(current_database()))",
      );
      expect(stdout).toContain(`"it's "da=ta" $b" has ${size}.`);
      expect(stdout).toContain("The newest backup is 0 days old.");
      const version = await sql(project, "SELECT version_num FROM alembic_version");
      expect(stdout).toContain(` is ${version}. `);
    });

    test("finds a wrong password, and a pool that is too large", async () => {
      const { problems } = await problemsOf({ DB_PASSWORD: "wrong" }, ...production(9));
      expect(problems).toEqual([
        expect.stringContaining("cannot come into"),
        // 2 × 9 replicas × 2 workers × 5, and 10 for tools; 100 less 3 are allowed.
        expect.stringContaining("190 connections"),
      ]);
      expect((await problemsOf({}, ...production(4))).problems).toEqual([]);
    });

    test("finds a backup that is too old for production", async () => {
      const folder = (name: string) => join(project.folder, "db/backups", name);
      const names = backups();
      for (const name of names) renameSync(folder(name), folder(`.${name}`));
      const inProduction = () => problemsOf({}, ...production(2));
      expect((await inProduction()).problems).toEqual([
        expect.stringContaining("There is no backup"),
      ]);
      const old = new Date(Date.now() - 9 * 86_400_000).toISOString();
      const oldName = `${old.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
      cpSync(folder(`.${names[0]}`), folder(oldName), { recursive: true });
      expect((await inProduction()).problems).toEqual([expect.stringContaining("9 days old")]);
      expect((await problemsOf()).problems).toEqual([]);
      rmSync(folder(oldName), { recursive: true });
      for (const name of names) renameSync(folder(`.${name}`), folder(name));
    });

    test("finds a transaction that is open for minutes", async () => {
      // A clock ahead of the server's, for the administrator's sessions alone.
      await adminSql(
        project,
        `CREATE SCHEMA later;
         CREATE FUNCTION later.now() RETURNS timestamptz LANGUAGE sql AS
           $$SELECT pg_catalog.now() + interval '6 minutes'$$;
         ALTER ROLE postgres SET search_path = later, pg_catalog`,
        "postgres",
      );
      const release = await holdTransaction(project, "SELECT 1");
      expect((await problemsOf()).problems).toEqual([
        expect.stringContaining("1 transactions are open"),
      ]);
      await release();
      await adminSql(project, "ALTER ROLE postgres RESET search_path", "postgres");
    });

    test("finds a database without migrations, and names a command that tells of pending ones", async () => {
      const pending = frameworks.flask.command.pending;
      expect((await problemsOf()).stdout).toContain(`run --rm migrate ${pending.join(" ")}`);
      await project.tool(["migrate", ...pending]);
      await sql(project, "DELETE FROM alembic_version");
      expect((await problemsOf()).problems).toEqual([
        expect.stringContaining("run docker compose run --rm migrate"),
      ]);
      const { exitCode } = await project.tool(["migrate", ...pending], { mayFail: true });
      expect(exitCode).not.toBe(0);
      await project.tool(["migrate", "alembic", "stamp", "head"]);
      expect((await problemsOf()).problems).toEqual([]);
    });
  });
});

const leftovers = "SELECT count(*) FROM pg_database WHERE datname = 'docker_pg_restoring'";
const isRenaming =
  "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'ALTER DATABASE%' AND wait_event_type = 'Lock'";

/** Started only when its files have their owner: those of a database in a folder have another. */
async function create(name: string, args: readonly string[]): Promise<EngineProject> {
  const project = await workshop.create(name, ["--framework", "flask", ...args]);
  await project.up("--build");
  return project;
}

function edited(from: RegExp, to: string): (folder: string) => void {
  return (folder) => {
    const path = join(folder, "manifest");
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(from);
    writeFileSync(path, text.replace(from, to));
  };
}

/** Adds rows to `bulk` from many connections until it is stopped; says then how many came in. */
async function writeWithClients(project: EngineProject, clients: number) {
  const before = await count(project, "bulk");
  const name = `${project.name}-writers`;
  const writing = project.compose(
    [
      ...["run", "--rm", "-T", "--name", name, "--entrypoint", "bash", "db-tools", "-c"],
      `for client in {1..${clients}}; do
         while :; do
           PGDATABASE=$DB_NAME PGUSER=$DB_USER psql -qc 'INSERT INTO bulk VALUES (0)'
         done 2>/dev/null &
       done
       wait`,
    ],
    { mayFail: true },
  );
  await eventually("clients write", async () => (await count(project, "bulk")) > before);
  return async () => {
    await execa("docker", ["kill", name]);
    await writing;
    return (await count(project, "bulk")) - before;
  };
}
