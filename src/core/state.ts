import { Buffer, isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { type Policy, policyNames } from "../catalog/policies.ts";
import type { PostgresHistory } from "../catalog/postgres.ts";
import { refusal } from "../errors.ts";

/** The folder of a project that makes updates possible. */
export const stateFolder = ".docker-pg";
export const statePath = `${stateFolder}/state.json`;
/** What was generated last time: the base of the next merge. */
export const basePath = `${stateFolder}/base.jsonl`;
export const schemaVersion = 1;

/** What was generated at one path. */
export interface StateFile {
  readonly id: string;
  readonly policy: Policy;
  /** Of the generated content; absent for secrets, which could be guessed from it. */
  readonly sha256?: string;
  readonly executable: boolean;
  /** The user's own file stands here; ours was offered beside it, and has this hash. */
  readonly incoming?: true;
}

export interface State {
  readonly generator: string;
  /** The project's name at its creation: a clone in another folder keeps it. */
  readonly name: string;
  /** Under the names of their flags. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly history: PostgresHistory;
  readonly files: Readonly<Record<string, StateFile>>;
}

export function sha256Of(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Generated contents by their SHA-256. */
export type Blobs = ReadonlyMap<string, Buffer>;

/**
 * One content a line, sorted by hash. One file, since most of the time of a new project goes into
 * opening files; lines, so that git merges two branches' updates (.gitattributes says `union`).
 */
export function writeBase(blobs: Blobs): string {
  return [...blobs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sha256, content]) => {
      const form = isUtf8(content)
        ? { text: content.toString("utf8") }
        : { base64: content.toString("base64") };
      return `${JSON.stringify({ sha256, ...form })}\n`;
    })
    .join("");
}

/** A line that is damaged, or that a merge has left behind, counts as missing. */
export function readBase(lines: string): Blobs {
  const blobs = new Map<string, Buffer>();
  for (const line of lines.split("\n")) {
    const content = contentOf(line);
    if (content !== undefined) blobs.set(sha256Of(content), content);
  }
  return blobs;
}

function contentOf(line: string): Buffer | undefined {
  try {
    const { text, base64 } = JSON.parse(line);
    return text === undefined ? Buffer.from(base64, "base64") : Buffer.from(text, "utf8");
  } catch {
    return undefined;
  }
}

/** Of all that was ever generated, what the state's files still refer to. */
export function blobsOf(files: State["files"], ...sources: readonly Blobs[]): Blobs {
  const all = new Map(sources.flatMap((source) => [...source]));
  const used = Object.values(files).flatMap(({ sha256 }) => {
    const content = sha256 === undefined ? undefined : all.get(sha256);
    return content === undefined ? [] : [[sha256 as string, content] as const];
  });
  return new Map(used);
}

/** One path a line, sorted, so that git merges two branches' updates. */
export function writeState({ generator, name, answers, history, files }: State): string {
  const lines = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, file]) => `    ${JSON.stringify(path)}: ${JSON.stringify(file)}`);
  const answerLines = Object.entries(answers).map(
    ([flag, value]) => `    ${JSON.stringify(flag)}: ${JSON.stringify(value)}`,
  );
  return [
    "{",
    `  "schema": ${schemaVersion},`,
    `  "generator": ${JSON.stringify(generator)},`,
    `  "name": ${JSON.stringify(name)},`,
    ...majorsLine("formerPostgres", history.former),
    ...majorsLine("abandonedPostgres", history.abandoned),
    '  "answers": {',
    answerLines.join(",\n"),
    "  },",
    '  "files": {',
    lines.join(",\n"),
    "  }",
    "}",
    "",
  ].join("\n");
}

function majorsLine(key: string, majors: readonly number[]): readonly string[] {
  return majors.length === 0 ? [] : [`  "${key}": ${JSON.stringify(majors)},`];
}

/** @throws UserError when the state was written by a later version than this one. */
export function refuseNewer({ generator }: State, version: string): void {
  const numbers = (text: string) => text.split("-")[0]?.split(".").map(Number) ?? [];
  const [theirs, ours] = [numbers(generator), numbers(version)];
  const difference = theirs.findIndex((number, index) => number !== (ours[index] ?? 0));
  if (difference === -1 || !((theirs[difference] ?? 0) > (ours[difference] ?? 0))) return;
  throw newer(generator);
}

/** @throws UserError when the text is not a state that this version can read. */
export function readState(text: string): State {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(`it is not JSON (${(cause as Error).message})`);
  }
  if (!isRecord(value)) throw damaged("it is not an object");
  if (typeof value.schema !== "number") throw damaged('"schema" is missing');
  if (value.schema > schemaVersion) {
    throw newer(String(value.generator));
  }
  const { generator, name, answers, files } = value;
  if (typeof generator !== "string") throw damaged('"generator" is not text');
  if (typeof name !== "string") throw damaged('"name" is not text');
  if (!isRecord(answers)) throw damaged('"answers" is not an object');
  if (!isRecord(files)) throw damaged('"files" is not an object');
  return {
    generator,
    name,
    answers,
    history: {
      former: checkedMajors(value, "formerPostgres"),
      abandoned: checkedMajors(value, "abandonedPostgres"),
    },
    files: Object.fromEntries(
      Object.entries(files).map(([path, file]) => [checkedPath(path), checkedFile(path, file)]),
    ),
  };
}

function checkedMajors(state: Readonly<Record<string, unknown>>, key: string): readonly number[] {
  const majors = state[key] ?? [];
  if (!Array.isArray(majors) || !majors.every((major) => Number.isInteger(major))) {
    throw damaged(`"${key}" is not a list of major versions`);
  }
  return majors;
}

/** A path of the state is used to read, write and delete: it must stay in the project. */
export function checkedPath(path: string): string {
  const parts = path.split("/");
  if (
    path.includes("\\") ||
    path.includes("\0") ||
    parts.some((p) => ["", ".", ".."].includes(p))
  ) {
    throw damaged(`"${path}" is not a path inside the project`);
  }
  return path;
}

function checkedFile(path: string, file: unknown): StateFile {
  if (!isRecord(file)) throw damaged(`"${path}" has no entry`);
  const { id, policy, sha256, executable, incoming } = file;
  const known = policyNames.find((each) => each === policy);
  if (typeof id !== "string" || known === undefined || typeof executable !== "boolean") {
    throw damaged(`the entry of "${path}" is not complete`);
  }
  const rest = { executable, ...(incoming === true && { incoming: true as const }) };
  if (sha256 === undefined) return { id, policy: known, ...rest };
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw damaged(`the hash of "${path}" is not a SHA-256`);
  }
  return { id, policy: known, sha256, ...rest };
}

function newer(generator: string) {
  return refusal(
    "newer-state",
    `This project was last updated by a newer version (${generator}).`,
    "Run that version or a later one: npx create-docker-pg-app@latest",
  );
}

export function damaged(why: string) {
  return refusal(
    "damaged-state",
    `${statePath} cannot be read: ${why}.`,
    `Bring it back from git: git checkout -- ${statePath}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
