import pg from "pg";
import type { Config } from "./config.ts";

// A request for persons is answered inside 5 s, whatever the database does: it waits for a
// connection, then for the answer. The server ends a statement itself, unless it is frozen.
const connectTimeoutMs = 1500;
const statementTimeoutMs = 2500;
const answerTimeoutMs = 3000;

// pg gives bigint as text; ids stay below 2**53, where a number is exact.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The database is away, too slow, or lets nobody in: the same request may succeed later. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";
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
      query_timeout: answerTimeoutMs,
      keepAlive: true,
    });
    // A connection that breaks while nobody uses it; the pool has dropped it already.
    this.#pool.on("error", onLostConnection);
  }

  /** Runs one statement. A connection on which it fails does not go back into the pool. */
  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    try {
      return (await this.#pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw isRefusal(error)
        ? error
        : new DatabaseUnavailableError("The database does not answer.", { cause: error });
    }
  }

  /** The number in server_version; gives up after that time. */
  async version(timeoutMs: number): Promise<string> {
    const { promise: timeout, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new DatabaseUnavailableError("No answer in time.")),
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

// Classes of SQLSTATE that say nothing about the statement: connection, log-in, no such database,
// resources, and operators' work (shutdown, statement_timeout).
const unavailable = /^(08|28|3D|53|57|58)/;

/** Postgres took up the statement and refused it: an error of whoever wrote it. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !unavailable.test(error.code ?? "");
}
