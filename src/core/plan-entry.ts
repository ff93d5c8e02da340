import type { Buffer } from "node:buffer";
import {
  type Baseline,
  type Change,
  fileAt,
  type IncomingReason,
  incomingPath,
  type Refusal,
  type Snapshot,
  type Written,
} from "./changes.ts";
import { decide, type Sides } from "./decide.ts";
import { addMissingKeys, setKey } from "./dotenv.ts";
import { merge } from "./merge.ts";
import { unreadable, unresolved } from "./obstacles.ts";
import type { FileEntry } from "./render.ts";
import { type State, type StateFile, sha256Of } from "./state.ts";
import { fingerprint, formOf, hasConflictMarkers, isBinary, type Text, writeText } from "./text.ts";

/** Above this size lines are not compared: nobody edits such a file by hand. */
const maxMergeBytes = 4 * 1024 * 1024;

const labels = { ours: "yours", theirs: "create-docker-pg-app" };

export interface PlanInput {
  readonly entries: readonly FileEntry[];
  /** Absent where nothing was generated yet. */
  readonly baseline?: Baseline;
  readonly disk: Snapshot;
  readonly state: Omit<State, "files">;
  /** Paths that the user deleted and wants again. */
  readonly restore?: ReadonlySet<string>;
  /** Lines of secret files that the user gave anew on this run: key → value. */
  readonly givenSecrets?: ReadonlyMap<string, string>;
}

export interface Recorded extends StateFile {
  readonly path: string;
}

export interface Subject {
  readonly entry: FileEntry;
  readonly record: Recorded | undefined;
  readonly input: PlanInput;
}

export interface Verdict {
  readonly change: Change | { readonly refuse: Refusal };
  /** What the state says of this path from now on; undefined: it is not ours. */
  readonly recorded: StateFile | undefined;
}

/** Decides about a path that is generated now. Nothing is read or written. */
export function planEntry(subject: Subject): Verdict {
  switch (subject.entry.policy) {
    case "secret":
      return planSecret(subject);
    case "seed":
      return planSeed(subject);
    case "managed":
      return planManaged(subject);
    case "merge":
      return planMerged(subject);
  }
}

function stateFileOf({ id, policy, content, executable }: FileEntry): StateFile {
  if (policy === "secret") return { id, policy, executable };
  return { id, policy, sha256: sha256Of(content), executable };
}

function planSecret({ entry, record, input }: Subject): Verdict {
  const recorded = stateFileOf(entry);
  const onDisk = fileAt(entry.path, input.disk);
  const given = input.givenSecrets ?? new Map<string, string>();
  if (onDisk === undefined) {
    // A clone has no secrets, and development needs none.
    const isClone = record !== undefined && given.size === 0 && !input.restore?.has(entry.path);
    return isClone
      ? { change: { kind: "keep", path: entry.path, reason: "not-needed" }, recorded }
      : { change: { kind: "create", ...written(entry) }, recorded };
  }
  if (isBinary(onDisk.content)) {
    return given.size > 0
      ? { change: { refuse: unreadable(entry.path) }, recorded }
      : { change: { kind: "keep", path: entry.path, reason: "edited" }, recorded };
  }
  const before = onDisk.content.toString("utf8");
  const { text: complete, added } = addMissingKeys(
    before,
    entry.content.toString("utf8"),
    input.entries.find(({ path }) => path === `${entry.path}.example`)?.content.toString("utf8"),
  );
  const text = [...given].reduce((all, [key, value]) => setKey(all, key, value), complete);
  if (text === before) return { change: { kind: "same", path: entry.path }, recorded };
  const content = writeText({ text, bom: false, crlf: false });
  const change: Change = {
    kind: "append",
    path: entry.path,
    content,
    executable: false,
    keys: added,
  };
  return { change, recorded };
}

function planSeed({ entry, record, input }: Subject): Verdict {
  const recorded = stateFileOf(entry);
  const isThere = input.disk.has(entry.path);
  if (fileAt(entry.path, input.disk)?.content.equals(entry.content)) {
    return { change: { kind: "same", path: entry.path }, recorded };
  }
  const wanted = record === undefined || input.restore?.has(entry.path);
  if (!isThere && wanted) return { change: { kind: "create", ...written(entry) }, recorded };
  const reason = isThere ? "yours" : "deleted";
  return { change: { kind: "keep", path: entry.path, reason }, recorded };
}

function planManaged({ entry, input }: Subject): Verdict {
  const recorded = stateFileOf(entry);
  const onDisk = fileAt(entry.path, input.disk);
  if (onDisk === undefined) return { change: { kind: "create", ...written(entry) }, recorded };
  if (onDisk.content.equals(entry.content)) {
    return { change: { kind: "same", path: entry.path }, recorded };
  }
  return { change: { kind: "replace", ...written(entry) }, recorded };
}

function planMerged({ entry, record, input }: Subject): Verdict {
  const recorded = stateFileOf(entry);
  const { path } = entry;
  const moved = record !== undefined && record.path !== path;
  const from = moved ? record.path : path;
  const onDisk = fileAt(from, input.disk);
  const form = onDisk && formOf(onDisk.content);
  const sides: Sides = {
    // What was only offered beside a file of the user's was never that file's base.
    base: record?.incoming ? undefined : record?.sha256,
    ours: onDisk && fingerprint(onDisk.content),
    theirs: recorded.sha256,
  };
  if (form !== undefined && sides.ours !== sides.base && hasConflictMarkers(form.text)) {
    return { change: { refuse: unresolved(from) }, recorded };
  }
  const isOffered =
    record !== undefined &&
    !record.incoming &&
    fileAt(incomingPath(path), input.disk) !== undefined;
  if (isOffered && ![undefined, sides.base, sides.theirs].includes(sides.ours)) {
    // A merge would count as taken what still waits.
    return { change: offer(entry, "undecided", input.disk), recorded };
  }
  const executable = mergedBit(record?.executable, onDisk?.executable, entry.executable);
  const inForm = (content: Buffer): Buffer =>
    form === undefined ? content : writeText({ ...form, text: content.toString("utf8") });
  const take = (kind: "create" | "replace"): Change =>
    moved && onDisk !== undefined
      ? { kind: "move", from, path, content: inForm(entry.content), executable }
      : { kind, path, content: inForm(entry.content), executable };
  const rest = (change: Change): Change => {
    if (onDisk === undefined || change.kind === "move") return change;
    if (moved) return { kind: "move", from, path, content: onDisk.content, executable };
    if (onDisk.executable === executable) return change;
    return { kind: "replace", path, content: onDisk.content, executable };
  };

  switch (decide(sides)) {
    case "record":
      return { change: rest({ kind: "same", path }), recorded };
    case "keep":
      if (onDisk === undefined) {
        if (input.restore?.has(path)) return { change: take("create"), recorded };
        return { change: { kind: "keep", path, reason: "deleted" }, recorded };
      }
      return { change: rest({ kind: "keep", path, reason: "edited" }), recorded };
    case "take":
      return { change: take(onDisk === undefined ? "create" : "replace"), recorded };
    case "stays-deleted":
      if (input.restore?.has(path)) return { change: take("create"), recorded };
      return { change: { kind: "keep", path, reason: "deleted" }, recorded };
    case "incoming": {
      if (record?.incoming && record.sha256 === sides.theirs) {
        return { change: { kind: "keep", path, reason: "yours" }, recorded: record };
      }
      const change = offer(entry, "yours", input.disk);
      return { change, recorded: { ...recorded, incoming: true } };
    }
    case "merge": {
      const base = record?.sha256 && input.baseline?.blobs.get(record.sha256);
      if (!base) return { change: offer(entry, "no-base", input.disk), recorded };
      if (form === undefined || isBinary(entry.content) || isBinary(base)) {
        return { change: offer(entry, "binary", input.disk), recorded };
      }
      if (form.text.length > maxMergeBytes) {
        return { change: offer(entry, "too-large", input.disk), recorded };
      }
      return { change: mergedChange({ entry, base, form, from, moved, executable }), recorded };
    }
    case "delete":
    case "keep-and-report":
      throw new Error(`${path} is generated, and cannot be a leftover.`);
  }
}

interface MergeParts {
  readonly entry: FileEntry;
  readonly base: Buffer;
  readonly form: Text;
  readonly from: string;
  readonly moved: boolean;
  readonly executable: boolean;
}

function mergedChange({ entry, base, form, from, moved, executable }: MergeParts): Change {
  const baseText = base.toString("utf8");
  const { text, conflicts } = merge(baseText, form.text, entry.content.toString("utf8"), labels);
  const result = {
    path: entry.path,
    content: writeText({ ...form, text }),
    executable,
    ...(moved && { from }),
  };
  return conflicts === 0
    ? { kind: "merge", ...result }
    : { kind: "conflict", conflicts, ...result };
}

/**
 * Lays an entry beside the file that it could not be merged into. There it waits until the user has
 * taken what they want of it, and deletes it.
 */
function offer(entry: FileEntry, reason: IncomingReason, disk: Snapshot): Change {
  const path = incomingPath(entry.path);
  const { content, executable } = entry;
  return fileAt(path, disk)?.content.equals(content)
    ? { kind: "keep", path: entry.path, reason: reason === "yours" ? reason : "undecided" }
    : { kind: "incoming", path, besides: entry.path, reason, content, executable };
}

function mergedBit(base: boolean | undefined, ours: boolean | undefined, theirs: boolean): boolean {
  return ours === undefined || base === undefined || ours === base ? theirs : ours;
}

function written({ path, content, executable }: FileEntry): Written {
  return { path, content, executable };
}
