import { readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import { answerOf, type ComposeOptions, type EngineProject, eventually } from "./project.ts";

/** Runs SQL in the app's database as the app's role. */
export async function sql(project: EngineProject, statement: string): Promise<string> {
  return (await project.tool(["db-tools", "psql", "-Atc", statement])).stdout.trim();
}

/** Runs SQL in a database, the app's if none is named, as the administrator. */
export async function adminSql(
  project: EngineProject,
  statement: string,
  database?: string,
): Promise<string> {
  const { stdout } = await project.tool(
    [
      ...(database === undefined ? [] : ["-e", `DB_NAME=${database}`]),
      ...["db-tools", "psql", "--admin", "-qAt", "-v", "ON_ERROR_STOP=1"],
    ],
    { input: statement },
  );
  return stdout.trim();
}

export async function count(
  project: EngineProject,
  table: string,
  database?: string,
): Promise<number> {
  return Number(await adminSql(project, `SELECT count(*) FROM ${table}`, database));
}

/** What the running server answers to the administrator, without a tool's container. */
export async function ask(project: EngineProject, query: string): Promise<string> {
  const { stdout } = await project.compose(
    ["exec", "-T", "db", "psql", "-U", "postgres", "-Atc", query],
    { mayFail: true },
  );
  return stdout.trim();
}

export function backupsOf(project: EngineProject): readonly string[] {
  return readdirSync(join(project.folder, "db/backups"))
    .filter((name) => !name.startsWith("."))
    .sort();
}

export async function appAnswers(project: EngineProject): Promise<void> {
  const baseUrl = await project.baseUrl();
  await answerOf(baseUrl, "/readyz", 200);
  await answerOf(baseUrl, "/persons", 200);
}

/**
 * Leaves a transaction of the administrator open after a statement, in the database `postgres`, until
 * what is returned is called.
 */
export async function holdTransaction(
  project: EngineProject,
  statement: string,
): Promise<() => Promise<void>> {
  const name = `${project.name}-transaction`;
  const hold = `BEGIN; ${statement}; SELECT pg_sleep(600)`;
  const psql = ["psql", "--admin", "--dbname", "postgres", "-c", hold];
  const running = project.compose(["run", "--rm", "-T", "--name", name, "db-tools", ...psql], {
    mayFail: true,
  });
  const sleeping = "FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
  await isSoInDatabase(project, `SELECT count(*) ${sleeping}`);
  return async () => {
    await ask(project, `SELECT pg_terminate_backend(pid, 1000) ${sleeping}`);
    await running;
  };
}

/** A tool at work, in a container that can be killed. */
export class RunningTool {
  readonly #name: string;
  readonly #result;
  #output = "";

  constructor(project: EngineProject, tool: readonly string[], { env }: ComposeOptions = {}) {
    this.#name = `${project.name}-at-work`;
    this.#result = execa(
      "docker",
      ["compose", "--progress", "plain", "run", "--rm", "-T", "--name", this.#name, ...tool],
      {
        cwd: project.folder,
        reject: false,
        stdin: "ignore",
        all: true,
        env: { COMPOSE_MENU: "false", ...env },
      },
    );
    this.#result.all.on("data", (chunk) => {
      this.#output += String(chunk);
    });
  }

  /** False if it has ended before it said that. */
  async says(text: string): Promise<boolean> {
    let hasEnded = false;
    void this.#result.then(() => {
      hasEnded = true;
    });
    const hasSaid = () => this.#output.includes(text);
    await eventually(`it says ${text}`, async () => hasEnded || hasSaid());
    return hasSaid();
  }

  /** As a machine that loses its power: nothing in the container hears of it. */
  async kill(): Promise<void> {
    const { exitCode } = await execa("docker", ["kill", "--signal", "KILL", this.#name], {
      reject: false,
    });
    if (exitCode !== 0) throw new Error(`It has ended already:\n${this.#output}`);
    expect((await this.result()).exitCode).not.toBe(0);
  }

  async result(): Promise<{ readonly exitCode: number; readonly output: string }> {
    const { exitCode, all } = await this.#result;
    return { exitCode: exitCode ?? -1, output: String(all) };
  }
}

const pausing = `# Sourced by every bash of a tool: waits before its step number PAUSE_AT; its last words are one, too.
steps=0
trap 'case $BASH_COMMAND in
  step\\ * | printf*"$LAST_WORDS"*)
    if ((++steps == PAUSE_AT)); then
      echo "paused before: $BASH_COMMAND"
      sleep infinity
    fi ;;
esac' DEBUG
`;

export interface Stages {
  readonly tool: readonly string[];
  /** How it begins what it says when all is done. */
  readonly lastWords: string;
}

/**
 * Kills a tool before each step that it announces, one run each, and calls `afterwards`. Returns what it
 * was about to say; one more run was left to its end.
 */
export async function killAtEachStage(
  project: EngineProject,
  { tool, lastWords }: Stages,
  afterwards: (stage: string) => Promise<void>,
): Promise<readonly string[]> {
  project.write("db/pausing.sh", pausing);
  const stages: string[] = [];
  for (;;) {
    const running = new RunningTool(project, [
      ...["-e", "BASH_ENV=/db/pausing.sh", "-e", `PAUSE_AT=${stages.length + 1}`],
      ...["-e", `LAST_WORDS=${lastWords}`, ...tool],
    ]);
    if (!(await running.says("paused before: "))) {
      const { exitCode, output } = await running.result();
      expect(exitCode, output).toBe(0);
      return stages;
    }
    await running.kill();
    const { output } = await running.result();
    const stage = /paused before: (.*)/.exec(output)?.[1] ?? "";
    stages.push(stage);
    await afterwards(stage);
  }
}

const extensionsAndSchemas = `
CREATE EXTENSION citext;
SET ROLE :"role";
CREATE SCHEMA extensions;
CREATE SCHEMA crm;
CREATE SCHEMA "Odd ""schema""";
RESET ROLE;
CREATE EXTENSION pg_trgm SCHEMA extensions;
CREATE EXTENSION pgcrypto SCHEMA extensions;
SET ROLE :"role";
CREATE TYPE crm.level AS ENUM ('low', 'high');
CREATE TABLE crm.customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email citext NOT NULL UNIQUE,
  level crm.level NOT NULL DEFAULT 'low',
  fingerprint bytea NOT NULL DEFAULT extensions.digest('x', 'sha256')
);
CREATE INDEX ON crm.customers USING gin ((email::text) extensions.gin_trgm_ops);
COMMENT ON TABLE crm.customers IS 'who "pays"';
CREATE TABLE "Odd ""schema"""."Odd table" (
  customer bigint REFERENCES crm.customers, at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE "Odd ""schema""".y2026 PARTITION OF "Odd ""schema"""."Odd table"
  FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE FUNCTION crm.low() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN NEW.email := lower(NEW.email::text); RETURN NEW; END';
CREATE TRIGGER low BEFORE INSERT ON crm.customers FOR EACH ROW EXECUTE FUNCTION crm.low();
INSERT INTO crm.customers (email, level) VALUES ('ADA@example.com', 'high'), ('Bob@example.com', 'low');
INSERT INTO "Odd ""schema"""."Odd table" VALUES (1, '2026-02-03');
CREATE VIEW crm.important AS SELECT email FROM crm.customers WHERE level = 'high';
CREATE MATERIALIZED VIEW crm.levels AS SELECT level, count(*) FROM crm.customers GROUP BY level;
SELECT lo_from_bytea(4711, 'a large object');
`;

const fingerprint = `
SELECT 'extension ' || extname || ' in ' || extnamespace::regnamespace FROM pg_extension
UNION ALL SELECT format('%s %s of %s', relkind, oid::regclass, pg_get_userbyid(relowner))
  FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('crm', 'Odd "schema"'))
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('crm', 'Odd "schema"')
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT obj_description('crm.customers'::regclass)
UNION ALL SELECT customers::text FROM crm.customers WHERE email = 'ada@EXAMPLE.com' OR email::text OPERATOR(extensions.%) 'bob@example'
UNION ALL SELECT format('%s %s', tableoid::regclass, at) FROM "Odd ""schema"""."Odd table"
UNION ALL SELECT important::text FROM crm.important
UNION ALL SELECT levels::text FROM crm.levels
UNION ALL SELECT encode(lo_get(4711), 'escape')
ORDER BY 1`;

/** Fills a database with what dumps are known to stumble over. */
export async function addExtensionsAndSchemas(project: EngineProject): Promise<void> {
  const role = "SELECT rolname AS role FROM pg_roles JOIN pg_database ON datdba = pg_roles.oid";
  await adminSql(
    project,
    `${role} WHERE datname = current_database() \\gset\n${extensionsAndSchemas}`,
  );
}

/** The same text as long as all of that is whole. */
export function extensionsAndSchemasOf(project: EngineProject): Promise<string> {
  return adminSql(project, fingerprint);
}

/** A table whose rows are checked for as many seconds as each says, so that a copy can be met at work. */
export async function addSlowTable(project: EngineProject): Promise<void> {
  await sql(project, "CREATE TABLE slow (seconds int CHECK (pg_sleep(seconds) IS NOT NULL))");
}

/** Waits until that table is being copied. */
export function slowTableIsCopied(project: EngineProject): Promise<void> {
  return isSoInDatabase(
    project,
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY public.slow % FROM %'",
  );
}

/** Waits until a query of the administrator answers 1, without the time that a new container takes. */
export async function isSoInDatabase(project: EngineProject, query: string): Promise<void> {
  const loop = `for try in {1..100}; do
    [[ $(psql -U postgres -Atc "$1") != 1 ]] || exit 0
    sleep 0.05
  done
  exit 1`;
  await eventually(query, async () => {
    const args = ["exec", "-T", "db", "bash", "-c", loop, "bash", query];
    return (await project.compose(args, { mayFail: true })).exitCode === 0;
  });
}
