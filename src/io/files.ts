import type { Buffer } from "node:buffer";
import { closeSync, fchmodSync, fsyncSync, openSync, writeFileSync } from "node:fs";
import { link, lstat, open, readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileMode } from "../core/operations.ts";
import { sha256Of } from "../core/state.ts";

/**
 * Called before every change on disk, with what it will be. Tests stop the writer there; a promise
 * that never settles is a kill.
 */
export type Checkpoint = (step: string) => Promise<void> | void;

const modes: Readonly<Record<FileMode, number>> = {
  plain: 0o644,
  executable: 0o755,
  secret: 0o600,
};

interface WriteOptions {
  readonly durable: boolean;
  /** The mode of the file whose place this one will take. */
  readonly replaced?: number | undefined;
}

/** Writes a new file. Synchronous: a whole project takes a third of the time so. */
export function writeNew(
  path: string,
  content: Buffer,
  mode: FileMode,
  { durable, replaced }: WriteOptions,
): void {
  const file = openSync(path, "wx", modes[mode]);
  try {
    writeFileSync(file, content);
    // The user's umask must not take the owner's rights, nor lend others the secret's.
    if (replaced !== undefined) fchmodSync(file, modeAfter(replaced, mode));
    else if (mode === "secret") fchmodSync(file, modes.secret);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Whoever may read an executable file may run it, as `chmod +X` has it. */
function modeAfter(replaced: number, mode: FileMode): number {
  const plain = replaced & 0o666;
  return mode === "executable" ? plain | ((plain & 0o444) >> 2) : plain;
}

export async function modeOf(path: string): Promise<number> {
  return (await lstat(path)).mode & 0o777;
}

/**
 * Writes a new file and waits until it is on the disk itself. One that takes another's place keeps
 * that one's rights, but for the executable bit.
 */
export function writeDurably(
  path: string,
  content: Buffer,
  mode: FileMode,
  replaced?: number,
): void {
  writeNew(path, content, mode, { durable: true, replaced });
}

/** Makes a rename durable; Windows cannot open a folder, and needs no such thing. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r").catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync().catch(ignoreUnsupported);
  } finally {
    await handle.close();
  }
}

function ignoreUnsupported(error: NodeJS.ErrnoException): void {
  if (!["EINVAL", "ENOTSUP", "EPERM", "EISDIR"].includes(error.code ?? "")) throw error;
}

/** The SHA-256 of a file; undefined where nothing is. */
export async function hashOf(path: string): Promise<string | undefined> {
  try {
    return sha256Of(await readFile(path));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      return undefined;
    }
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** A folder itself, and no link to one. */
export async function isRealFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A second name for a file, or a copy where the file system has no links. */
export async function keepCopy(path: string, copy: string): Promise<void> {
  await rm(copy, { force: true });
  try {
    await link(path, copy);
  } catch {
    const content = await readFile(path);
    const { mode } = await lstat(path);
    const handle = await open(copy, "wx", mode & 0o777);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** The folders of `path` that are missing below `root`, outermost first. */
export async function missingFolders(root: string, path: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    if (await exists(join(root, folder))) break;
    missing.unshift(folder);
  }
  return missing;
}

/** Removes folders that are empty; one that is not, or is gone, stays as it is. */
export async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (!["ENOTEMPTY", "ENOENT", "EEXIST"].includes(error.code ?? "")) throw error;
    });
  }
}
