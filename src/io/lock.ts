import { constants } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import fs from "fs-extra";
import { stateFolder } from "../core/state.ts";
import { refusal } from "../errors.ts";
import { removeEmpty } from "./files.ts";

export const lockPath = `${stateFolder}/lock`;

/**
 * Runs `work` while no other update of the folder runs.
 * @throws UserError when another process that is alive holds the lock.
 */
export async function withLock<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = join(folder, lockPath);
  await take(path);
  try {
    return await work();
  } finally {
    await fs.remove(path);
    // A first run that failed leaves no folder behind.
    await removeEmpty([dirname(path)]);
  }
}

/** Removes what runs that were killed left of their locks, and a folder that held nothing else. */
export async function removeStaleLocks(folder: string): Promise<void> {
  const home = join(folder, stateFolder);
  for (const name of await fs.readdir(home)) {
    const owner = /^lock\.(\d+)/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await fs.remove(join(home, name));
  }
  if (await fs.pathExists(join(folder, lockPath))) await withLock(folder, async () => {});
  await removeEmpty([home]);
}

/** The lock appears with its owner in it: an empty one would look abandoned for a moment. */
async function take(path: string): Promise<void> {
  const own = `${path}.${process.pid}`;
  await fs.ensureDir(dirname(path));
  try {
    await fs.writeFile(own, String(process.pid));
    await linkOrCopy(own, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOENT: the folder was empty for a moment, and another run has removed it.
    if (code !== "EEXIST" && code !== "ENOENT") throw error;
    if (code === "EEXIST") await breakStale(path, `${own}.stale`);
    await take(path);
  } finally {
    await fs.remove(own);
  }
}

/** @throws UserError when the holder of the lock is alive. */
async function breakStale(path: string, aside: string): Promise<void> {
  const holder = await fs.readFile(path, "utf8").catch(() => undefined);
  if (holder === undefined) return;
  if (isAlive(Number(holder))) throw locked(holder);
  try {
    await fs.rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const taken = await fs.readFile(aside, "utf8");
  // Somebody else had broken it and taken it in between: it is theirs.
  if (taken !== holder) await linkOrCopy(aside, path);
  await fs.remove(aside);
  if (taken !== holder) throw locked(taken);
}

/** A file system without links takes the file in one exclusive step too, but not with its text. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    await fs.copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

function locked(holder: string) {
  return refusal(
    "locked",
    `Another update of this project is running (process ${holder}).`,
    `Wait until it is done, then run again. If there is none, remove ${lockPath}.`,
  );
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
