import { basename, dirname, join } from "node:path";
import process from "node:process";
import fs from "node:fs/promises";
import type { Operation } from "../core/operations.ts";
import { type Checkpoint, exists, removeEmpty, syncFolder, writeDurably } from "./files.ts";

/**
 * Makes a folder that does not exist yet, with everything in it, in one rename: whatever happens
 * before, it is not there.
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
    await fs.mkdir(parent, { recursive: true });
    await fs.rm(staging, { recursive: true, force: true });
    await fs.mkdir(staging, { recursive: true });
    for (const operation of operations) {
      if (operation.kind === "remove") continue;
      const path = join(staging, operation.path);
      await checkpoint(`write ${operation.path}`);
      await fs.mkdir(dirname(path), { recursive: true });
      await writeDurably(path, operation.content, operation.mode);
    }
    await checkpoint("rename the folder");
    await fs.rename(staging, folder);
    await syncFolder(parent);
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
