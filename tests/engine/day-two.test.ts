import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { post } from "../contract/client.ts";
import {
  answerOf,
  type EngineProject,
  eventually,
  hostUser,
  openWorkshop,
  type Workshop,
} from "./project.ts";

// What is done with a project that has data: backup, restore, upgrade, diagnosis. The tools know
// nothing of a framework, so one is enough.

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
    project = await create("e2e-day-two", ["--postgres", "17", ...nasty]);
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

  test("a restore that is killed leaves the database as it was, and the next one works", async () => {
    const before = await bulk();
    await killWhen(
      project,
      ["db-tools", "restore", "latest", "--yes"],
      "SELECT count(*) FROM pg_database WHERE datname = 'docker_pg_restoring'",
    );
    expect(await bulk()).toBe(before);
    await answerOf(baseUrl, "/persons", 200);
    await project.tool(["db-tools", "restore", "latest", "--yes"]);
    await answerOf(baseUrl, "/readyz", 200);
  });

  test("doctor finds nothing, but a wrong password and a pool that is too large", async () => {
    expect((await project.tool(["db-tools", "doctor"])).stdout).not.toContain("PROBLEM");
    const { exitCode, stdout } = await project.tool(
      [
        ...["-e", "APP_REPLICAS=9", "-e", "WEB_CONCURRENCY=2", "-e", "DB_POOL_SIZE=5"],
        ...["db-tools", "doctor"],
      ],
      { mayFail: true, env: { DB_PASSWORD: "wrong" } },
    );
    expect(exitCode).toBe(1);
    expect(stdout.match(/PROBLEM/g)).toHaveLength(2);
    expect(stdout).toContain("185 connections");
  });

  describe("from 17 to 18", () => {
    const lastPerson = async () =>
      (await post({ baseUrl }, { name: "Counted" })).json<{ id: number }>();
    const generate = async (major: string) => {
      const result = await workshop.run(["--yes", "--postgres", major], project.folder);
      expect(result).toMatchObject({ exitCode: 0 });
      return result.stderr;
    };
    const upIsRefused = async () => {
      const { exitCode, stderr } = await project.compose(["up", "--detach"], { mayFail: true });
      expect(exitCode).toBe(1);
      const { stdout } = await project.compose(["logs", "--no-log-prefix", "db-setup"]);
      expect(stderr + stdout).toContain(
        "The data is still in the volume of PostgreSQL 17: run docker compose run --rm db-upgrade",
      );
    };

    test("a new major refuses to start on an empty database", async () => {
      expect(await generate("18")).toContain("db-upgrade");
      await upIsRefused();
    });

    test("an upgrade that is killed leaves the former major usable, and nothing marked", async () => {
      await killWhen(
        project,
        ["db-upgrade"],
        "SELECT count(*) FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')",
      );
      await upIsRefused();
      await generate("17");
      // Without --wait: the app is unhealthy until its next check.
      await project.compose(["up", "--detach", "--remove-orphans"]);
      baseUrl = await project.baseUrl();
      await answerOf(baseUrl, "/persons", 200);
      expect(await bulk()).toBeGreaterThanOrEqual(rowsOfBulk);
    });

    test("two servers cannot run on one volume", async () => {
      const { stdout } = await project.compose([
        ...["exec", "-T", "db", "sh", "-c"],
        "flock --nonblock /var/lib/postgresql/data true || echo locked",
      ]);
      expect(stdout.trim()).toBe("locked");
    });

    test("db-upgrade brings everything over, once, and stops the former server", async () => {
      const { id } = await lastPerson();
      const rows = await bulk();
      await generate("18");
      const { stdout } = await project.tool(["db-upgrade"]);
      expect(stdout).toContain("the same in both");
      expect(stdout).toContain("The way back: npx create-docker-pg-app --postgres 17");
      const { stdout: running } = await project.compose(["ps", "--services"]);
      expect(running.split("\n")).not.toContain("db-old");
      await project.compose(["up", "--detach"]);
      baseUrl = await project.baseUrl();
      expect((await answerOf(baseUrl, "/readyz", 200)).text).toContain('"18');
      expect(await bulk()).toBe(rows);
      expect((await lastPerson()).id).toBe(id + 1);
      expect((await project.tool(["db-tools", "doctor"])).stdout).not.toContain("PROBLEM");
      const again = await project.tool(["db-upgrade"], { mayFail: true });
      expect([again.exitCode, again.stderr]).toEqual([
        1,
        expect.stringContaining("PostgreSQL 18 has the data of 17 already"),
      ]);
    });

    test("backups of both majors can be restored", async () => {
      const [old = ""] = backups();
      await project.tool(["db-tools", "restore", old, "--yes"]);
      await project.tool(["db-tools", "backup"]);
      const { stdout } = await project.tool(["db-tools", "restore", "latest", "--yes"]);
      expect(stdout).not.toContain(old);
      await answerOf(baseUrl, "/persons", 200);
    });
  });
});

test("a project on PostgreSQL 15 in a folder: backup, restore, and the upgrade to 18", async () => {
  const project = await create("e2e-day-two-bind", ["--postgres", "15", "--storage", "bind"]);
  const { id } = (await post({ baseUrl: await project.baseUrl() }, { name: "Kept" })).json<{
    id: number;
  }>();
  await project.tool(["db-tools", "backup"]);
  await project.tool(["db-tools", "recreate", "--yes"]);
  await project.tool(["db-tools", "restore", "latest", "--yes"]);
  expect(await workshop.run(["--yes", "--postgres", "18"], project.folder)).toMatchObject({
    exitCode: 0,
  });
  expect((await project.tool(["db-upgrade"])).stdout).toContain("in db/data/15");
  await project.compose(["up", "--detach"]);
  const person = await answerOf(await project.baseUrl(), `/persons/${id}`, 200);
  expect(person.json()).toMatchObject({ name: "Kept" });
  expect(existsSync(join(project.folder, "db/data/15/PG_VERSION"))).toBe(true);
});

/** Started only when its files have their owner: those of a database in a folder have another. */
async function create(name: string, args: readonly string[]): Promise<EngineProject> {
  const project = await workshop.create(name, ["--framework", "flask", ...args]);
  await project.up("--build");
  return project;
}

function backupsOf(project: EngineProject): readonly string[] {
  return readdirSync(join(project.folder, "db/backups"))
    .filter((name) => !name.startsWith("."))
    .sort();
}

function edited(from: RegExp, to: string): (folder: string) => void {
  return (folder) => {
    const path = join(folder, "manifest");
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(from);
    writeFileSync(path, text.replace(from, to));
  };
}

/** Runs SQL in the app's database as the app's role. */
async function sql(project: EngineProject, statement: string): Promise<string> {
  return (await project.tool(["db-tools", "psql", "-Atc", statement])).stdout.trim();
}

async function count(project: EngineProject, table: string, database?: string): Promise<number> {
  const { stdout } = await project.tool([
    ...(database === undefined ? [] : ["-e", `DB_NAME=${database}`]),
    ...["db-tools", "psql", "--admin", "-Atc", `SELECT count(*) FROM ${table}`],
  ]);
  return Number(stdout);
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

/** Starts a tool and kills its container, with SIGKILL, as soon as a count of the administrator is not 0. */
async function killWhen(
  project: EngineProject,
  tool: readonly string[],
  query: string,
): Promise<void> {
  const name = `${project.name}-killed`;
  const running = project.compose(["run", "--rm", "-T", "--name", name, ...tool], {
    mayFail: true,
  });
  await eventually("the tool is at work", async () => {
    const { stdout } = await project.compose(
      ["exec", "-T", "db", "psql", "-U", "postgres", "-Atc", query],
      { mayFail: true },
    );
    return Number(stdout) > 0;
  });
  await execa("docker", ["kill", "--signal", "KILL", name]);
  expect((await running).exitCode).not.toBe(0);
}
