import { readFileSync } from "node:fs";
import process from "node:process";

/** A setting that the app cannot start with. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** The app's settings. Where the database is, pg reads itself: PGHOST, PGPORT, PGUSER … */
export interface Config {
  readonly port: number;
  readonly logFormat: "json" | "text";
  /** Connections of this process, which is the only one of its container. */
  readonly dbPoolSize: number;
  /** Undefined leaves it to pg, which reads PGPASSWORD. */
  readonly dbPassword: string | undefined;
  /** X-Forwarded-* are believed: nobody but the proxy can reach the app. */
  readonly behindProxy: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment; an empty variable is an absent one. Throws ConfigError. */
export function loadConfig(env: Environment = process.env): Config {
  const logFormat = env.LOG_FORMAT || "json";
  if (logFormat !== "json" && logFormat !== "text") {
    throw new ConfigError(`LOG_FORMAT is json or text, not ${logFormat}`);
  }
  return {
    port: integer(env, "PORT", 8000, 65_535),
    logFormat,
    dbPoolSize: integer(env, "DB_POOL_SIZE", 5, 100),
    dbPassword: env.PGPASSWORD_FILE ? readPassword(env.PGPASSWORD_FILE) : undefined,
    behindProxy: Boolean(env.FORWARDED_ALLOW_IPS),
  };
}

function integer(env: Environment, name: string, byDefault: number, atMost: number): number {
  const text = env[name] || String(byDefault);
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > atMost) {
    throw new ConfigError(`${name} is a whole number from 1 to ${atMost}, not ${text}`);
  }
  return value;
}

function readPassword(path: string): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      readFileSync(path),
    );
    // The line end that editors add is none of the password; a space is.
    return text.replace(/\r?\n$/, "");
  } catch (error) {
    throw new ConfigError(`PGPASSWORD_FILE cannot be read: ${path}`, { cause: error });
  }
}
