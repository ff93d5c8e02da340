import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkout } from "../support/program.ts";
import { adminSql, appAnswers, ask, backupsOf, sql } from "./database.ts";
import { type EngineProject, eventually, openWorkshop, type Workshop } from "./project.ts";

// Backup and restore of a million rows, while clients write. `npm run bench:day-two` keeps the figures.

const rows = 1_000_000;
const clients = 8;

let workshop: Workshop;
let project: EngineProject;
beforeAll(async () => {
  workshop = await openWorkshop();
  project = await workshop.create("e2e-load", ["--framework", "flask"]);
  await project.up("--build");
  await sql(
    project,
    `CREATE TABLE million AS SELECT number, md5(number::text) AS text
       FROM generate_series(1, ${rows}) AS number;
     ALTER TABLE million ADD PRIMARY KEY (number);
     CREATE TABLE written (client int, session int, number int, PRIMARY KEY (client, session, number))`,
  );
});
afterAll(() => workshop?.close());

test("no row is lost", async () => {
  const beforeBackup = await startWriting();
  const backup = await timed(() => project.tool(["db-tools", "backup"]));
  const duringBackup = await beforeBackup.stop();
  const [name = ""] = backupsOf(project);
  const manifest = project.read(`db/backups/${name}/manifest`);
  const rowsOf = (table: string) =>
    Number(new RegExp(`^table (\\d+) public\\.${table}$`, "m").exec(manifest)?.[1]);
  expect(rowsOf("million")).toBe(rows);
  const megabytes = Number(/^bytes (\d+)$/m.exec(manifest)?.[1]) / 1e6;

  // Sessions of their own: in the others, the backup ends somewhere.
  const beforeRestore = await startWriting(1000);
  const restore = await timed(() => project.tool(["db-tools", "restore", name, "--yes"]));
  await appAnswers(project);
  const duringRestore = await beforeRestore.stop();
  const former = /What was there is "(.*)"\. To drop it/.exec(restore.stdout)?.[1] ?? "";

  // What the backup holds is what its manifest says, and of one moment: of each client the first so many.
  const ofBackup = "FROM written WHERE session < 1000";
  const held = await adminSql(
    project,
    `SELECT count(*), (SELECT count(*) FROM million) ${ofBackup}`,
  );
  expect(held).toBe(`${rowsOf("written")}|${rows}`);
  expect(rowsOf("written")).toBeGreaterThan(0);
  expect(rowsOf("written")).toBeLessThan(duringBackup.length);
  const gaps = `SELECT count(*) FROM (SELECT ${ofBackup} GROUP BY client, session
    HAVING min(number) <> 1 OR max(number) <> count(*)) AS gaps`;
  expect(await adminSql(project, gaps)).toBe("0");
  expect(await adminSql(project, gaps, former)).toBe("0");

  // What was answered as written is there, in what was the database then.
  const all = "SELECT client || ' ' || session || ' ' || number FROM written";
  const inBoth = new Set(
    [await adminSql(project, all), await adminSql(project, all, former)].join("\n").split("\n"),
  );
  const written = [...duringBackup, ...duringRestore];
  expect(written.filter(({ row }) => !inBoth.has(row))).toEqual([]);
  report([
    ["backup", backup.seconds, megabytes, duringBackup],
    ["restore", restore.seconds, megabytes, duringRestore],
  ]);
});

interface Written {
  /** Client, session and number. */
  readonly row: string;
  readonly atMs: number;
}

/** Clients that write one row after the other, each committed by itself, and begin anew when they are cut off. */
async function startWriting(firstSession = 1) {
  const name = `${project.name}-writers`;
  const writing = execa(
    "docker",
    [
      ...["compose", "run", "--rm", "-T", "--name", name, "--entrypoint", "bash", "db-tools", "-c"],
      `export PGDATABASE=$DB_NAME PGUSER=$DB_USER
       answer='RETURNING client, session, number, extract(epoch FROM clock_timestamp())'
       for client in {1..${clients}}; do
         for ((session = ${firstSession}; ; session++)); do
           seq 1000000 |
             sed -u "s/.*/INSERT INTO written VALUES ($client, $session, &) $answer;/" |
             psql -XqAt -F ' ' -v ON_ERROR_STOP=1
         done 2>/dev/null &
       done
       wait`,
    ],
    { cwd: project.folder, reject: false, maxBuffer: 1e9 },
  );
  await eventually("all write", async () => {
    const query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO written%'";
    return Number(await ask(project, query)) === clients;
  });
  return {
    async stop(): Promise<readonly Written[]> {
      await execa("docker", ["kill", name]);
      const { stdout } = await writing;
      // The kill may cut the last line short.
      return stdout.split("\n").flatMap((line) => {
        const [, row, seconds] = /^(\d+ \d+ \d+) (\d+\.\d{6})$/.exec(line) ?? [];
        return row === undefined ? [] : [{ row, atMs: Number(seconds) * 1000 }];
      });
    },
  };
}

async function timed<Result extends object>(work: () => Promise<Result>) {
  const started = performance.now();
  const result = await work();
  return { ...result, seconds: (performance.now() - started) / 1000 };
}

type Measured = readonly [string, number, number, readonly Written[]];

function report(measured: readonly Measured[]): void {
  const lines = measured.map(([what, seconds, megabytes, written]) => {
    const times = written.map(({ atMs }) => atMs).sort((a, b) => a - b);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? time));
    const span = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    return (
      `| ${what} | ${seconds.toFixed(1)} | ${rows} | ${megabytes.toFixed(0)} | ${written.length} | ` +
      `${(written.length / span).toFixed(0)} | ${Math.max(...pauses).toFixed(0)} |`
    );
  });
  const text = [
    "| | seconds | rows | MB of database | rows written meanwhile | of them a second | longest pause of all clients, ms |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
  const folder = join(checkout, "tests/.artifacts");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "day-two.md"), `${text}\n`);
  process.stdout.write(`${text}\n`);
}
