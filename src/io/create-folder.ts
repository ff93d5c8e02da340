import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
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
    await mkdir(parent, { recursive: true });
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging);
    for (const operation of operations) {
      if (operation.kind === "remove") continue;
      const path = join(staging, operation.path);
      await checkpoint(`write ${operation.path}`);
      await mkdir(dirname(path), { recursive: true });
      await writeDurably(path, operation.content, operation.mode);
    }
    await checkpoint("rename the folder");
    await rename(staging, folder);
    await syncFolder(parent);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
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
