import { usageError } from "../errors.ts";
import { nearest } from "./nearest.ts";

/**
 * Turns what was typed, or a JSON value, into a valid value of one type.
 * `name` is how the user knows the option, for messages: `--port`, or `"port" in answers.json`.
 * @throws UserError saying what is wrong and what would be right.
 */
export type Parse<Value> = (input: unknown, name: string) => Value;

export type Port = number | "auto";

/** Postgres cuts longer identifiers silently (NAMEDATALEN - 1). */
const maxIdentifierBytes = 63;
/** The tests' database is called `<name>_test`, and must not be cut to the name itself. */
const maxDatabaseBytes = maxIdentifierBytes - "_test".length;

export const reservedDatabases = ["postgres", "template0", "template1"];

export function text(input: unknown, name: string): string {
  const value = typeof input === "number" ? String(input) : input;
  if (typeof value !== "string") throw usageError("not-text", `${name} must be text.`);
  if (value.includes("\0")) {
    throw usageError("forbidden-character", `${name} contains a NUL character.`, "Leave it out.");
  }
  if (!value.isWellFormed()) {
    throw usageError("invalid-utf8", `${name} is not valid UTF-8.`, "Give it as UTF-8 text.");
  }
  return value;
}

/** Text on one line: it goes into a Dockerfile label or a line of `.env`. */
export function line(input: unknown, name: string): string {
  const value = text(input, name);
  if (/[\r\n]/.test(value)) {
    throw usageError("line-break", `${name} contains a line break.`, "Give it on one line.");
  }
  return value;
}

export function nonEmptyLine(input: unknown, name: string): string {
  const value = line(input, name);
  if (value.trim() === "") {
    throw usageError("empty", `${name} is empty.`, "Give a value, or leave it out.");
  }
  return value;
}

/** A secret: any character but NUL, CR and LF; its value is in no message. */
export function password(input: unknown, name: string): string {
  const value = line(input, name);
  if (value === "") {
    throw usageError("empty", `${name} is empty.`, "Leave it out to have one generated.");
  }
  return value;
}

function identifier(input: unknown, name: string, maxBytes: number): string {
  const value = nonEmptyLine(input, name);
  const bytes = utf8Length(value);
  if (bytes > maxBytes) {
    throw usageError(
      "too-long",
      `${name} has ${bytes} bytes in UTF-8, and at most ${maxBytes} are possible.`,
      "Choose a shorter one.",
    );
  }
  return value;
}

export function databaseName(input: unknown, name: string): string {
  const value = identifier(input, name, maxDatabaseBytes);
  if (reservedDatabases.includes(value)) {
    throw usageError(
      "reserved-name",
      `${name} cannot be "${value}": Postgres keeps that database for itself.`,
      "Choose another name.",
    );
  }
  return value;
}

export function roleName(input: unknown, name: string): string {
  const value = identifier(input, name, maxIdentifierBytes);
  if (value === "postgres") {
    throw usageError(
      "reserved-name",
      `${name} cannot be "postgres": that role is the administrator, and the app's is an ordinary one.`,
      "Choose another name.",
    );
  }
  if (value.startsWith("pg_") || value === "public" || value === "none") {
    throw usageError(
      "reserved-name",
      `${name} cannot be ${JSON.stringify(value)}: Postgres keeps "public", "none" and "pg_…" for itself.`,
      "Choose another name.",
    );
  }
  return value;
}

/** A compose service name that is also a host name. */
export function serviceName(input: unknown, name: string): string {
  const value = text(input, name);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(value) || value.endsWith("-")) {
    throw usageError(
      "invalid-service",
      `${name} is not a service name: ${JSON.stringify(value)}.`,
      "Use small letters, digits and hyphens, starting with a letter, at most 40.",
    );
  }
  return value;
}

function wholeNumber(input: unknown): number | undefined {
  if (typeof input === "number") return Number.isInteger(input) ? input : undefined;
  return typeof input === "string" && /^\d{1,9}$/.test(input) ? Number(input) : undefined;
}

export function portNumber(input: unknown): number | undefined {
  const port = wholeNumber(input);
  return port !== undefined && port >= 1 && port <= 65_535 ? port : undefined;
}

/** A host port, or one of the words given. */
export function portOr<Word extends string>(...words: readonly Word[]): Parse<number | Word> {
  return (input, name) => {
    const word = words.find((candidate) => candidate === input);
    if (word !== undefined) return word;
    const port = portNumber(input);
    if (port !== undefined) return port;
    const meant = typeof input === "string" ? nearest(input, words) : undefined;
    throw usageError(
      "invalid-port",
      `${name} is not a port: ${JSON.stringify(input)}.`,
      meant === undefined
        ? `Give a number from 1 to 65535, or ${words.map((each) => `"${each}"`).join(" or ")}.`
        : `Did you mean "${meant}"?`,
    );
  };
}

/** A major version; a minor one behind it is not asked for, since images follow the major. */
export function majorVersion(input: unknown, name: string): number {
  const major = wholeNumber(input);
  if (major === undefined) {
    throw usageError(
      "invalid-version",
      `${name} is not a major version of PostgreSQL: ${JSON.stringify(input)}.`,
      "Give a number such as 18.",
    );
  }
  return major;
}

export function oneOf<Value extends string>(values: readonly Value[]): Parse<Value> {
  return (input, name) => {
    const found = values.find((value) => value === input);
    if (found !== undefined) return found;
    const meant = typeof input === "string" ? nearest(input, values) : undefined;
    throw usageError(
      "unknown-value",
      `${name} cannot be ${JSON.stringify(input)}.`,
      meant === undefined ? `Choose one of: ${values.join(", ")}.` : `Did you mean "${meant}"?`,
    );
  };
}

/** Repeated, comma-separated, or a JSON list; sorted, each once. */
export function severalOf<Value extends string>(values: readonly Value[]): Parse<readonly Value[]> {
  const one = oneOf(values);
  return (input, name) => {
    const items = (Array.isArray(input) ? input : [input]).flatMap((item: unknown) =>
      typeof item === "string" ? item.split(",").map((word) => word.trim()) : [item],
    );
    return [...new Set(items.filter((item) => item !== "").map((item) => one(item, name)))].sort();
  };
}

function utf8Length(value: string): number {
  return new TextEncoder().encode(value).length;
}
