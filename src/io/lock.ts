import fs from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
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
  await fs.mkdir(dirname(path), { recursive: true });
  await take(path);
  try {
    return await work();
  } finally {
    await fs.rm(path, { recursive: true, force: true });
    // A first run that failed leaves no folder behind.
    await removeEmpty([dirname(path)]);
  }
}

async function take(path: string): Promise<void> {
  try {
    await fs.writeFile(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      // On a full disk the file is made, and only its content is refused.
      await fs.rm(path, { force: true });
      throw error;
    }
    const holder = Number(await fs.readFile(path, "utf8").catch(() => ""));
    if (isAlive(holder)) {
      throw refusal(
        "locked",
        `Another update of this project is running (process ${holder}).`,
        "Wait until it is done, then run again.",
      );
    }
    await fs.rm(path, { recursive: true, force: true });
    await take(path);
  }
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
