import { isUtf8 } from "node:buffer";
import fs from "node:fs/promises";
import process from "node:process";
import type { ParseError } from "jsonc-parser";
import { usageError } from "../errors.ts";

/** A password from a file, or from standard input for `-`; one line end behind it is dropped. */
export async function readPasswordFile(path: string): Promise<string> {
  const content = path === "-" ? await readStdin() : await readInput(path, "--db-password-file");
  if (!isUtf8(content)) {
    throw usageError("invalid-utf8", "--db-password-file is not valid UTF-8.", "Save it as UTF-8.");
  }
  return content.toString("utf8").replace(/\r?\n$/, "");
}

/** @throws UserError with line and column when the file is not JSON. */
export async function readConfig(path: string): Promise<Readonly<Record<string, unknown>>> {
  const content = await readInput(path, "--config");
  if (!isUtf8(content)) {
    throw usageError("invalid-utf8", `${path} is not valid UTF-8.`, "Save it as UTF-8.");
  }
  const text = content.toString("utf8").replace(/^\ufeff/, "");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usageError("invalid-config", `${path} is not JSON: ${await placeOf(text)}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw usageError(
      "invalid-config",
      `${path} must hold one JSON object.`,
      'Such as {"port": 8001}',
    );
  }
  return value as Record<string, unknown>;
}

/**
 * Where a text stops being JSON; nothing of the text itself, it may be secret. By a parser of its
 * own, since V8 does not always say where.
 */
async function placeOf(text: string): Promise<string> {
  const { parse } = await import("jsonc-parser");
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const offset = errors[0]?.offset ?? text.length;
  const before = text.slice(0, offset).split("\n");
  const what = offset >= text.trimEnd().length ? "it ends too early" : "unexpected text";
  return `${what} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

async function readInput(path: string, flag: string) {
  try {
    return await fs.readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`;
    throw usageError("unreadable-file", `${flag} ${path}: ${why}.`, "Check the path.");
  }
}

async function readStdin() {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
