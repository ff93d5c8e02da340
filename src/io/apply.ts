import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import fs from "fs-extra";
import type { Operation } from "../core/operations.ts";
import { checkedPath, sha256Of, stateFolder } from "../core/state.ts";
import { refusal } from "../errors.ts";
import {
  type Checkpoint,
  exists,
  hashOf,
  isRealFolder,
  keepCopy,
  missingFolders,
  modeOf,
  removeEmpty,
  syncFolder,
  writeDurably,
} from "./files.ts";
import { removeStaleLocks, withLock } from "./lock.ts";

const journalPath = `${stateFolder}/journal.json`;
/** The journal's name from the moment on that its steps are taken back. */
const rollbackPath = `${stateFolder}/rollback.json`;
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
    if (await isUnfinished(folder)) throw changedMeanwhile(stateFolder);
    const journal = await prepare(folder, operations, checkpoint);
    await finish(folder, journal, checkpoint);
  });
}

export type Recovery = "nothing" | "completed" | "discarded" | "rolled-back";

/** Whether an interrupted run left something to finish. */
export async function isUnfinished(folder: string): Promise<boolean> {
  // Through a link nothing is read or written: the plan refuses it.
  if (!(await isRealFolder(folder)) || !(await isRealFolder(join(folder, stateFolder)))) {
    return false;
  }
  const left = [workFolder, journalPath, rollbackPath].map((path) => exists(join(folder, path)));
  return (await Promise.all(left)).includes(true);
}

/** Finishes what an interrupted run left: completes it if it had begun to show, else discards it. */
export async function recover(
  folder: string,
  checkpoint: Checkpoint = () => {},
): Promise<Recovery> {
  if (!(await isUnfinished(folder))) {
    if (await isRealFolder(join(folder, stateFolder))) await removeStaleLocks(folder);
    return "nothing";
  }
  return withLock(folder, async () => {
    if (!(await isUnfinished(folder))) return "nothing";
    const undone = await readJournal(folder, rollbackPath);
    if (undone !== undefined) {
      await rollBack(folder, undone, checkpoint);
      return "rolled-back";
    }
    const journal = await readJournal(folder, journalPath);
    if (journal === undefined) {
      await cleanUp(folder, checkpoint);
      return "discarded";
    }
    await finish(folder, journal, checkpoint);
    return "completed";
  });
}

async function finish(folder: string, journal: Journal, checkpoint: Checkpoint): Promise<void> {
  try {
    await carryOut(folder, journal, checkpoint);
  } catch (error) {
    await fs.rename(join(folder, journalPath), join(folder, rollbackPath));
    await rollBack(folder, journal, checkpoint);
    throw error;
  }
  await cleanUp(folder, checkpoint);
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
    await fs.mkdir(work);
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
        writeDurably(
          join(work, `${index}.after`),
          operation.content,
          operation.mode,
          operation.expected === undefined ? undefined : await modeOf(path),
        );
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
    await fs.remove(work);
    throw error;
  }
}

/** A step whose prepared file is gone was made visible: what stands there now is the user's. */
async function isDone(folder: string, step: Step, index: number): Promise<boolean> {
  return step.kind === "write"
    ? !(await exists(join(folder, workFolder, `${index}.after`)))
    : !(await exists(join(folder, step.path)));
}

/** Makes every step visible that is not so yet. */
async function carryOut(
  folder: string,
  { steps, folders }: Journal,
  checkpoint: Checkpoint,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (await isDone(folder, step, index)) continue;
    const path = join(folder, step.path);
    await refuseLinks(folder, step.path);
    if ((await hashOf(path)) !== step.before) throw changedMeanwhile(step.path);
    await checkpoint(`${step.kind} ${step.path}`);
    if (step.kind === "write") {
      await fs.ensureDir(dirname(path));
      await fs.rename(join(folder, workFolder, `${index}.after`), path);
    } else {
      await fs.remove(path);
      await removeEmpty(foldersAbove(step.path).map((above) => join(folder, above)));
    }
    await syncFolder(dirname(path));
  }
  for (const made of folders) await syncFolder(dirname(join(folder, made)));
}

/** Brings back what was, but for files that somebody has edited since. */
async function rollBack(
  folder: string,
  { steps, folders }: Journal,
  checkpoint: Checkpoint,
): Promise<void> {
  for (const [index, step] of [...steps.entries()].reverse()) {
    const path = join(folder, step.path);
    const copy = join(folder, workFolder, `${index}.before`);
    if (!(await isDone(folder, step, index))) continue;
    await refuseLinks(folder, step.path);
    if ((await hashOf(path)) !== step.after) continue;
    await checkpoint(`take back ${step.path}`);
    if (step.before === undefined) await fs.remove(path);
    else if (await exists(copy)) {
      await fs.ensureDir(dirname(path));
      await fs.rename(copy, path);
    }
  }
  await removeEmpty([...folders].reverse().map((path) => join(folder, path)));
  await cleanUp(folder, checkpoint);
}

async function cleanUp(folder: string, checkpoint: Checkpoint): Promise<void> {
  await checkpoint("remove the journal");
  await fs.remove(join(folder, journalPath));
  await fs.remove(join(folder, rollbackPath));
  // A journal that came back after a power failure would be carried out on later edits.
  await syncFolder(join(folder, stateFolder));
  await checkpoint("remove the work folder");
  await fs.remove(join(folder, workFolder));
}

/** A journal may have come with somebody's repository: it names only what lies in the project. */
async function readJournal(folder: string, name: string): Promise<Journal | undefined> {
  const path = join(folder, name);
  if (!(await exists(path))) return undefined;
  const { steps, folders } = parseJournal(await fs.readFile(path, "utf8"), name);
  for (const each of [...steps.map((step) => step.path), ...folders]) checkedPath(each);
  return { steps, folders };
}

function parseJournal(text: string, name: string): Journal {
  try {
    const { steps, folders } = JSON.parse(text);
    return { steps: [...steps], folders: [...folders] };
  } catch {
    throw refusal(
      "damaged-journal",
      `${name}, which an interrupted run left, cannot be read.`,
      `Look at the project with git, then delete ${name} and ${workFolder}.`,
    );
  }
}

/** Innermost first. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
}

async function refuseLinks(folder: string, path: string): Promise<void> {
  for (const above of foldersAbove(path)) {
    const full = join(folder, above);
    if ((await exists(full)) && !(await isRealFolder(full))) {
      throw refusal(
        "blocked",
        `${above} is not a folder, and nothing is written through it.`,
        "Move it away, and run the same command again.",
      );
    }
  }
}

function changedMeanwhile(path: string) {
  return refusal(
    "changed-meanwhile",
    `${path} changed while the update was being prepared.`,
    "Run the same command again.",
  );
}
