import pg from "pg";
import type { Config } from "./config.ts";
import { UnavailableError } from "./unavailable-error.ts";

// A statement is answered inside 4.5 s, whatever the database does: a burst waits for one of the
// connections. The server ends a statement itself, unless it is frozen.
const connectTimeoutMs = 3000;
const statementTimeoutMs = 2500;
const answerTimeoutMs = 3000;
const totalTimeoutMs = 4500;

// pg gives bigint as text; ids stay below 2**53, where a number is exact.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The database is away, too slow, or lets nobody in. */
export class DatabaseUnavailableError extends UnavailableError {
  override readonly name = "DatabaseUnavailableError";
  override readonly detail = "The database does not answer.";

  constructor(cause: unknown) {
    super("database", cause);
  }
}

/** What pg does not read from the environment. Never a URL: a password is no URL's part. */
export function connectionSettings({ dbPassword }: Pick<Config, "dbPassword">): pg.ClientConfig {
  return {
    options: "-c timezone=UTC",
    ...(dbPassword === undefined ? {} : { password: dbPassword }),
  };
}

/** The pool of this process. Nothing is connected before the first use. */
export class Database {
  readonly #pool: pg.Pool;

  constructor(config: Config, onLostConnection: (error: Error) => void) {
    this.#pool = new pg.Pool({
      ...connectionSettings(config),
      max: config.dbPoolSize,
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
      keepAlive: true,
    });
    // A connection that breaks while nobody uses it; the pool has dropped it already.
    this.#pool.on("error", onLostConnection);
  }

  /** Runs one statement. A connection that failed does not go back into the pool. */
  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const started = performance.now();
    try {
      const client = await this.#pool.connect();
      const leftMs = totalTimeoutMs - (performance.now() - started);
      return await run<Row>(client, {
        text,
        values: [...values],
        query_timeout: Math.min(answerTimeoutMs, leftMs),
      });
    } catch (error) {
      throw isRefusal(error) ? error : new DatabaseUnavailableError(error);
    }
  }

  /** The number in server_version; gives up after that time. */
  async version(timeoutMs: number): Promise<string> {
    const { promise: timeout, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new DatabaseUnavailableError("no answer in time")),
      timeoutMs,
    );
    const answer = this.query<{ version: string }>(
      "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
    );
    try {
      const [row] = await Promise.race([answer, timeout]);
      return row?.version ?? "";
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

async function run<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  query: pg.QueryConfig & { query_timeout: number },
): Promise<Row[]> {
  try {
    const { rows } = await client.query<Row>(query);
    client.release();
    return rows;
  } catch (error) {
    client.release(!isRefusal(error));
    throw error;
  }
}

// Classes of SQLSTATE that say nothing about the statement: connection, log-in, no such database,
// resources, and operators' work (shutdown, statement_timeout).
const unavailable = /^(08|28|3D|53|57|58)/;

/** Postgres took up the statement and refused it: an error of whoever wrote it. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !unavailable.test(error.code ?? "");
}
