import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
  killAtEachStage,
  RunningTool,
  slowTableIsCopied,
  sql,
} from "./database.ts";
import { answerOf, type EngineProject, openWorkshop, type Workshop } from "./project.ts";

// A new major version of PostgreSQL, whatever comes in between.

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop?.close());

async function generate(project: EngineProject, major: number): Promise<string> {
  const result = await workshop.run(["--yes", "--postgres", String(major)], project.folder);
  expect(result).toMatchObject({ exitCode: 0 });
  return result.stderr;
}

/** Without --wait: the app may be unhealthy until its next check. */
async function up(project: EngineProject): Promise<void> {
  await project.compose(["up", "--detach", "--remove-orphans"]);
  await appAnswers(project);
}

async function upIsRefused(project: EngineProject, why: string): Promise<void> {
  const { exitCode, stderr } = await project.compose(["up", "--detach"], { mayFail: true });
  expect(exitCode).toBe(1);
  const { stdout } = await project.compose(["logs", "--no-log-prefix", "db-setup"]);
  expect(stderr + stdout).toContain(why);
}

async function addPerson(project: EngineProject, name: string): Promise<number> {
  return (await post({ baseUrl: await project.baseUrl() }, { name })).json<{ id: number }>().id;
}

async function personOf(project: EngineProject, id: number) {
  return (await answerOf(await project.baseUrl(), `/persons/${id}`, 200)).json();
}

const rowsOfBulk = 50_000;
const waiting17 =
  "The data is still in the volume of PostgreSQL 17: run docker compose run --rm db-upgrade";
const mark = "SELECT current_setting('docker_pg.upgraded_from', true)";

describe("from 17 to 18, with names full of quotes", () => {
  let project: EngineProject;
  let contents = "";
  beforeAll(async () => {
    project = await workshop.create("e2e-upgrade", [
      ...["--framework", "flask", "--postgres", "17"],
      ...["--db-name", `it's "da=ta" $b`, "--db-user", `we"ird us$er`],
    ]);
    await project.up("--build");
    await sql(project, `CREATE TABLE bulk AS SELECT generate_series(1, ${rowsOfBulk}) AS number`);
    await addExtensionsAndSchemas(project);
    await adminSql(
      project,
      "CREATE ROLE reader LOGIN PASSWORD 'x'; GRANT SELECT ON bulk TO reader",
    );
    await addSlowTable(project);
    contents = await extensionsAndSchemasOf(project);
  });

  const isWhole = async () => {
    expect(await count(project, "bulk")).toBe(rowsOfBulk);
    expect(await extensionsAndSchemasOf(project)).toBe(contents);
  };
  /** As `git checkout` of the commit before, and back again. */
  const at17 = async (check: () => Promise<void>) => {
    const compose = project.read("compose.yaml");
    project.write("compose.yaml", before);
    await up(project);
    await check();
    project.write("compose.yaml", compose);
  };
  let before = "";

  test("a new major refuses to start on an empty database", async () => {
    before = project.read("compose.yaml");
    expect(await generate(project, 18)).toContain("db-upgrade");
    await upIsRefused(project, waiting17);
  });

  test("a disk that is too small, or gets full, is said, and the old data starts as before", async () => {
    await at17(async () => {
      await sql(project, "INSERT INTO slow VALUES (5)");
    });
    const messageOf = async (size: string, meanwhile?: () => Promise<void>) => {
      await project.compose(["rm", "--stop", "--force"]);
      await execa("docker", ["volume", "rm", `${project.name}_db-18`]);
      const disk = `{ driver_opts: { type: tmpfs, device: tmpfs, o: size=${size} } }`;
      project.write("small-disk.yaml", `volumes: { db-18: ${disk} }\n`);
      const upgrade = new RunningTool(project, ["db-upgrade"], {
        env: { COMPOSE_FILE: "compose.yaml:compose.override.yaml:small-disk.yaml" },
      });
      await meanwhile?.();
      const { exitCode, output } = await upgrade.result();
      expect(exitCode, output).toBe(1);
      return output;
    };
    expect(await messageOf("90m")).toMatch(
      /The databases need \d+MB, and the disk of PostgreSQL 18 has only \d+MB: nothing was changed\./,
    );
    const output = await messageOf("300m", async () => {
      await slowTableIsCopied(project);
      // Something else takes what is left.
      const fill = ["dd", "if=/dev/zero", "of=/var/lib/postgresql/full", "bs=64k"];
      await project.compose(["exec", "-T", "db", ...fill], { mayFail: true });
    });
    expect(output).toContain("No space left on device");
    expect(output).toContain("could not be copied. PostgreSQL 17 still has everything.");
    await at17(async () => {
      await isWhole();
      await sql(project, "DELETE FROM slow");
    });
    await project.compose(["rm", "--stop", "--force"]);
    await execa("docker", ["volume", "rm", `${project.name}_db-18`]);
  });

  test("an upgrade that is killed at any stage leaves the old data whole, and nothing half marked", async () => {
    const stages = await killAtEachStage(
      project,
      { tool: ["db-upgrade"], lastWords: "Done after" },
      async (stage) => {
        const isMarked = (await ask(project, mark)) === "17";
        expect(isMarked).toBe(stage.includes("Done after"));
        if (isMarked) {
          await up(project);
          await isWhole();
          await adminSql(project, "ALTER DATABASE postgres RESET ALL", "postgres");
        }
        await upIsRefused(project, waiting17);
        await at17(isWhole);
      },
    );
    expect(stages.length).toBeGreaterThan(6);
    await up(project);
    await isWhole();
  });

  test("the way back leads to the old data, and the next upgrade brings what was written since", async () => {
    expect(await generate(project, 17)).toContain("stays in the volume db-18");
    await up(project);
    await isWhole();
    const id = await addPerson(project, "Later");
    await generate(project, 18);
    await upIsRefused(project, waiting17);
    await project.tool(["db-upgrade"]);
    await up(project);
    expect(await personOf(project, id)).toMatchObject({ name: "Later" });
    await generate(project, 17);
    await up(project);
  });

  test("two servers cannot run on one volume", async () => {
    const { stdout } = await project.compose([
      ...["exec", "-T", "db", "sh", "-c"],
      "flock --nonblock /var/lib/postgresql/data true || echo locked",
    ]);
    expect(stdout.trim()).toBe("locked");
  });

  test("an upgrade that is killed while it copies leaves the old data whole", async () => {
    await sql(project, "INSERT INTO slow VALUES (5)");
    await generate(project, 18);
    const upgrade = new RunningTool(project, ["db-upgrade"]);
    await slowTableIsCopied(project);
    await upgrade.kill();
    expect(await ask(project, mark)).toBe("");
    await at17(async () => {
      await isWhole();
      await sql(project, "DELETE FROM slow");
    });
  });

  test("db-upgrade brings everything over, once, and stops the former server", async () => {
    let id = 0;
    await at17(async () => {
      await project.tool(["db-tools", "backup"]);
      id = await addPerson(project, "Counted");
    });
    const { stdout } = await project.tool(["db-upgrade"]);
    expect(stdout).toContain("the same in both");
    expect(stdout).toContain("The way back: npx create-docker-pg-app --postgres 17");
    const { stdout: running } = await project.compose(["ps", "--services"]);
    expect(running.split("\n")).not.toContain("db-old");
    await up(project);
    const { text } = await answerOf(await project.baseUrl(), "/readyz", 200);
    expect(text).toContain('"18');
    await isWhole();
    expect(await addPerson(project, "Next")).toBe(id + 1);
    const rights = "SELECT has_table_privilege('reader', 'bulk', 'SELECT')";
    expect(await adminSql(project, rights)).toBe("t");
    expect((await project.tool(["db-tools", "doctor"])).stdout).not.toContain("PROBLEM");
    const again = await project.tool(["db-upgrade"], { mayFail: true });
    expect([again.exitCode, again.stderr]).toEqual([
      1,
      expect.stringContaining("PostgreSQL 18 has the data of 17 already"),
    ]);
  });

  test("backups of both majors can be restored", async () => {
    const [old = ""] = backupsOf(project);
    await project.tool(["db-tools", "restore", old, "--yes"]);
    await isWhole();
    await project.tool(["db-tools", "backup"]);
    const { stdout } = await project.tool(["db-tools", "restore", "latest", "--yes"]);
    expect(stdout).not.toContain(old);
    await isWhole();
    await appAnswers(project);
  });
});

describe("from 15 over 16 to 18, in folders", () => {
  let project: EngineProject;
  let id = 0;
  beforeAll(async () => {
    const args = ["--framework", "flask", "--postgres", "15", "--storage", "bind"];
    project = await workshop.create("e2e-upgrade-bind", args);
    await project.up("--build");
    id = await addPerson(project, "Kept");
  });

  test("backup and restore work on 15", async () => {
    await project.tool(["db-tools", "backup"]);
    await project.tool(["db-tools", "recreate", "--yes"]);
    await project.tool(["db-tools", "restore", "latest", "--yes"]);
    expect(await personOf(project, id)).toMatchObject({ name: "Kept" });
  });

  const in15 =
    "The data is still in the volume of PostgreSQL 15, and has to be brought to 16 first";

  test("a second new major before the first upgrade refuses to start, too", async () => {
    await generate(project, 16);
    await generate(project, 18);
    await upIsRefused(project, in15);
  });

  test("no upgrade is made of a database that never got the data", async () => {
    await generate(project, 16);
    await upIsRefused(project, "in the volume of PostgreSQL 15: run docker compose run");
    await generate(project, 18);
    const { exitCode, stderr } = await project.tool(["db-upgrade"], { mayFail: true });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(in15)]);
  });

  test("one after the other, the upgrades bring everything over", async () => {
    await generate(project, 16);
    expect((await project.tool(["db-upgrade"])).stdout).toContain(
      "stays as it was in ./db/data/15",
    );
    await generate(project, 18);
    await upIsRefused(project, "in the volume of PostgreSQL 16: run docker compose run");
    await project.tool(["db-upgrade"]);
    await up(project);
    expect(await personOf(project, id)).toMatchObject({ name: "Kept" });
    expect(existsSync(join(project.folder, "db/data/15/PG_VERSION"))).toBe(true);
  });
});
