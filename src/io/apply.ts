import { Buffer } from "node:buffer";
import fs from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Operation } from "../core/operations.ts";
import { sha256Of, stateFolder } from "../core/state.ts";
import { refusal } from "../errors.ts";
import {
  type Checkpoint,
  exists,
  hashOf,
  keepCopy,
  missingFolders,
  removeEmpty,
  syncFolder,
  writeDurably,
} from "./files.ts";
import { lockPath, withLock } from "./lock.ts";

const journalPath = `${stateFolder}/journal.json`;
const workFolder = `${stateFolder}/tmp`;

/** One operation as the journal remembers it: its contents lie beside it, under its number. */
interface Step {
  readonly kind: "write" | "remove";
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Folders that the steps make, outermost first, so that rolling back can remove them. */
interface Journal {
  readonly steps: readonly Step[];
  readonly folders: readonly string[];
}

/**
 * Carries out the operations on a folder that exists, all or none. Contents and originals are on
 * disk before the journal is; from then on an interrupted run is completed by the next one.
 * @throws UserError when the disk is not what was planned against any more: nothing was changed.
 */
export async function applyOperations(
  folder: string,
  operations: readonly Operation[],
  checkpoint: Checkpoint = () => {},
): Promise<void> {
  if (operations.length === 0) return;
  await withLock(folder, async () => {
    const journal = await prepare(folder, operations, checkpoint);
    try {
      await carryOut(folder, journal, checkpoint);
    } catch (error) {
      await rollBack(folder, journal);
      throw error;
    }
    await cleanUp(folder, checkpoint);
  });
}

export type Recovery = "nothing" | "completed" | "discarded";

/** Finishes what an interrupted run left: completes it if it had begun to show, else discards it. */
export async function recover(
  folder: string,
  checkpoint: Checkpoint = () => {},
): Promise<Recovery> {
  const hasWork = await exists(join(folder, workFolder));
  const hasJournal = await exists(join(folder, journalPath));
  if (!hasWork && !hasJournal) {
    // A lock that a dead process left goes with its folder, if that holds nothing else.
    if (await exists(join(folder, lockPath))) await withLock(folder, async () => {});
    return "nothing";
  }
  return withLock(folder, async () => {
    const journal = await readJournal(folder);
    if (journal === undefined) {
      await cleanUp(folder, checkpoint);
      return "discarded";
    }
    try {
      await carryOut(folder, journal, checkpoint);
    } catch (error) {
      await rollBack(folder, journal);
      throw error;
    }
    await cleanUp(folder, checkpoint);
    return "completed";
  });
}

async function prepare(
  folder: string,
  operations: readonly Operation[],
  checkpoint: Checkpoint,
): Promise<Journal> {
  const work = join(folder, workFolder);
  const madeByUs = new Set<string>();
  try {
    await checkpoint("make the work folder");
    await fs.rm(work, { recursive: true, force: true });
    await fs.mkdir(work, { recursive: true });
    const steps: Step[] = [];
    for (const [index, operation] of operations.entries()) {
      const path = join(folder, operation.path);
      if ((await hashOf(path)) !== operation.expected) throw changedMeanwhile(operation.path);
      if (operation.expected !== undefined) {
        await checkpoint(`keep a copy of ${operation.path}`);
        await keepCopy(path, join(work, `${index}.before`));
      }
      if (operation.kind === "write") {
        await checkpoint(`write ${operation.path}`);
        writeDurably(join(work, `${index}.after`), operation.content, operation.mode);
        for (const parent of await missingFolders(folder, operation.path)) madeByUs.add(parent);
      }
      steps.push({
        kind: operation.kind,
        path: operation.path,
        before: operation.expected,
        after: operation.kind === "write" ? sha256Of(operation.content) : undefined,
      });
    }
    const journal: Journal = { steps, folders: [...madeByUs] };
    await checkpoint("write the journal");
    writeDurably(join(work, "journal"), Buffer.from(JSON.stringify(journal)), "plain");
    await syncFolder(work);
    await checkpoint("commit the journal");
    await fs.rename(join(work, "journal"), join(folder, journalPath));
    await syncFolder(join(folder, stateFolder));
    return journal;
  } catch (error) {
    await fs.rm(work, { recursive: true, force: true });
    throw error;
  }
}

/** Makes every step visible that is not so yet; a file that is neither before nor after is spared. */
async function carryOut(folder: string, { steps }: Journal, checkpoint: Checkpoint): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const path = join(folder, step.path);
    const now = await hashOf(path);
    const prepared = join(folder, workFolder, `${index}.after`);
    if (now === step.after && (step.before !== step.after || !(await exists(prepared)))) continue;
    if (now !== step.before) throw changedMeanwhile(step.path);
    await checkpoint(`${step.kind} ${step.path}`);
    if (step.kind === "write") {
      await fs.mkdir(dirname(path), { recursive: true });
      await fs.rename(prepared, path);
    } else {
      await fs.rm(path, { recursive: true, force: true });
      await removeEmpty([dirname(path)]);
    }
    await syncFolder(dirname(path));
  }
}

async function rollBack(folder: string, { steps, folders }: Journal): Promise<void> {
  for (const [index, step] of [...steps.entries()].reverse()) {
    const path = join(folder, step.path);
    const now = await hashOf(path);
    if (now !== step.after || now === step.before) continue;
    if (step.before === undefined) await fs.rm(path, { recursive: true, force: true });
    else {
      await fs.mkdir(dirname(path), { recursive: true });
      await fs.rename(join(folder, workFolder, `${index}.before`), path);
    }
  }
  await removeEmpty([...folders].reverse().map((path) => join(folder, path)));
  await fs.rm(join(folder, journalPath), { recursive: true, force: true });
  await fs.rm(join(folder, workFolder), { recursive: true, force: true });
}

async function cleanUp(folder: string, checkpoint: Checkpoint): Promise<void> {
  await checkpoint("remove the journal");
  await fs.rm(join(folder, journalPath), { recursive: true, force: true });
  await checkpoint("remove the work folder");
  await fs.rm(join(folder, workFolder), { recursive: true, force: true });
}

async function readJournal(folder: string): Promise<Journal | undefined> {
  const path = join(folder, journalPath);
  if (!(await exists(path))) return undefined;
  return JSON.parse(await fs.readFile(path, "utf8")) as Journal;
}

function changedMeanwhile(path: string) {
  return refusal(
    "changed-meanwhile",
    `${path} changed while the update was being prepared.`,
    "Run the same command again.",
  );
}
