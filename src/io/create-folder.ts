import { mkdirSync } from "node:fs";
import fs from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import type { Operation } from "../core/operations.ts";
import { type Checkpoint, exists, removeEmpty, writeNew } from "./files.ts";

/**
 * Makes a folder that does not exist yet, with everything in it, in one rename: whatever happens
 * before, it is not there. Nothing of the user's is replaced, and a power cut in the first seconds
 * costs what can be made again: so no file is forced to disk, which would take most of the time.
 */
export async function createFolder(
  folder: string,
  operations: readonly Operation[],
  checkpoint: Checkpoint = () => {},
): Promise<void> {
  const parent = dirname(folder);
  const newFolders = await missingParents(parent);
  const staging = join(parent, `.${basename(folder)}.${process.pid}.partial`);
  try {
    await checkpoint(`make ${parent}`);
    // One by one: on a file system that lets nobody make folders, such as /proc, Node's recursive
    // mkdir tries for ever.
    for (const missing of [...newFolders].reverse()) mkdirSync(missing);
    await fs.rm(staging, { recursive: true, force: true });
    mkdirSync(staging);
    const made = new Set<string>();
    for (const operation of operations) {
      if (operation.kind === "remove") continue;
      const path = join(staging, operation.path);
      await checkpoint(`write ${operation.path}`);
      if (!made.has(dirname(path))) mkdirSync(dirname(path), { recursive: true });
      made.add(dirname(path));
      writeNew(path, operation.content, operation.mode, { durable: false });
    }
    await checkpoint("rename the folder");
    await fs.rename(staging, folder);
  } catch (error) {
    await fs.rm(staging, { recursive: true, force: true });
    await removeEmpty(newFolders);
    throw error;
  }
}

/** Innermost first, as they must be removed again. */
async function missingParents(folder: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let above = folder; !(await exists(above)); above = dirname(above)) missing.push(above);
  return missing;
}
