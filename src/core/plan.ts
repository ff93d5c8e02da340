import type { Buffer } from "node:buffer";
import { addMissingKeys, setKey } from "./dotenv.ts";
import { merge } from "./merge.ts";
import type { FileEntry } from "./render.ts";
import {
  type Blobs,
  basePath,
  blobsOf,
  type State,
  type StateFile,
  sha256Of,
  stateFolder,
  statePath,
} from "./state.ts";
import { hasConflictMarkers, isBinary, readText, type Text, writeText } from "./text.ts";

/** What is on disk at one path, as read once. */
export type DiskEntry =
  | { readonly kind: "file"; readonly content: Buffer; readonly executable: boolean }
  | { readonly kind: "symlink" | "folder" | "special" };

/** The project on disk, by path; only paths that are generated, or were, are in it. */
export type Snapshot = ReadonlyMap<string, DiskEntry>;

/** What was generated last time: contents by their SHA-256. */
export interface Baseline {
  readonly state: State;
  readonly blobs: Blobs;
}

interface Written {
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

export type KeepReason =
  | "edited"
  | "deleted"
  | "yours"
  | "not-needed"
  | "no-longer-generated"
  | "declined";

/** What becomes of one path, with everything that applying it needs. */
export type Change =
  | ({ readonly kind: "create" } & Written)
  | ({ readonly kind: "replace" } & Written)
  | ({ readonly kind: "merge"; readonly from?: string } & Written)
  | ({ readonly kind: "conflict"; readonly from?: string; readonly conflicts: number } & Written)
  | ({ readonly kind: "move"; readonly from: string } & Written)
  | ({ readonly kind: "incoming"; readonly besides: string; readonly reason: string } & Written)
  | ({ readonly kind: "append"; readonly keys: readonly string[] } & Written)
  | { readonly kind: "delete"; readonly path: string }
  | { readonly kind: "keep"; readonly path: string; readonly reason: KeepReason }
  | { readonly kind: "same"; readonly path: string };

export interface Refusal {
  readonly path: string;
  readonly why: string;
  readonly hint: string;
}

/** Everything a run will do, and the state that it leaves; the same value serves every command. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
  readonly state: State;
  /** What the next run merges against. */
  readonly blobs: Blobs;
  readonly disk: Snapshot;
}

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

/** Whether a change is one that the user sees: something on disk becomes different. */
export function isVisible({ kind }: Change): boolean {
  return kind !== "same" && kind !== "keep";
}

/** The plan without the changes that the user declined: they are offered again next time. */
export function decline(plan: Plan, paths: ReadonlySet<string>, baseline: Baseline): Plan {
  const files: Record<string, StateFile> = { ...plan.state.files };
  const changes = plan.changes.map((change): Change => {
    if (!paths.has(change.path) || !isVisible(change)) return change;
    const target = change.kind === "incoming" ? change.besides : change.path;
    const source = "from" in change && change.from !== undefined ? change.from : target;
    delete files[target];
    const before = baseline.state.files[source];
    if (before !== undefined) files[source] = before;
    return { kind: "keep", path: target, reason: "declined" };
  });
  const blobs = blobsOf(files, baseline.blobs, plan.blobs);
  return { ...plan, changes, blobs, state: { ...plan.state, files } };
}

type Decision =
  | "record"
  | "keep"
  | "take"
  | "delete"
  | "stays-deleted"
  | "keep-and-report"
  | "incoming"
  | "merge";

/** Fingerprints of the three sides. Absent is undefined. */
export interface Sides {
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** What becomes of one path. The order of the rules is the contract. */
export function decide({ base, ours, theirs }: Sides): Decision {
  if (ours === theirs) return "record";
  if (theirs === base) return "keep";
  if (ours === base) return theirs === undefined ? "delete" : "take";
  if (ours === undefined) return "stays-deleted";
  if (theirs === undefined) return "keep-and-report";
  if (base === undefined) return "incoming";
  return "merge";
}

/** Above this size lines are not compared: nobody edits such a file by hand. */
const maxMergeBytes = 4 * 1024 * 1024;

const labels = { ours: "yours", theirs: "create-docker-pg-app" };

/** Decides about every path that is generated now or was last time. Nothing is read or written. */
export function plan(input: PlanInput): Plan {
  const { entries, baseline, disk } = input;
  const before = recordsOf(baseline?.state);
  const generated = new Set(entries.map(({ path }) => path));
  const changes: Change[] = [];
  const refusals: Refusal[] = [];
  const files: Record<string, StateFile> = {};

  for (const entry of entries) {
    const record = recordFor(entry, before, disk);
    if (record !== undefined) before.delete(record.path);
    const subject: Subject = { entry, record, input };
    const obstacle =
      obstacleAt(entry.path, disk) ??
      obstacleAt(record?.path, disk) ??
      obstacleAt(incomingPath(entry.path), disk);
    if (obstacle !== undefined) {
      refusals.push(obstacle);
      continue;
    }
    const { change, recorded } = planEntry(subject);
    if ("refuse" in change) refusals.push(change.refuse);
    else changes.push(change);
    if (recorded !== undefined) files[entry.path] = recorded;
    const offered = incomingPath(entry.path);
    if (record?.incoming && !recorded?.incoming && fileAt(offered, disk) !== undefined) {
      changes.push({ kind: "delete", path: offered });
    }
  }
  for (const record of before.values()) {
    if (!generated.has(record.path)) changes.push(...planLeftover(record, disk));
  }
  const generatedNow = new Map(entries.map(({ content }) => [sha256Of(content), content]));
  for (const path of [statePath, basePath]) {
    const obstacle = obstacleAt(path, disk);
    if (obstacle !== undefined) refusals.push(obstacle);
  }

  return {
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    refusals: [...new Map(refusals.map((refusal) => [refusal.why, refusal])).values()],
    state: { ...input.state, files },
    blobs: blobsOf(files, baseline?.blobs ?? new Map(), generatedNow),
    disk,
  };
}

interface Recorded extends StateFile {
  readonly path: string;
}

interface Subject {
  readonly entry: FileEntry;
  readonly record: Recorded | undefined;
  readonly input: PlanInput;
}

interface Verdict {
  readonly change: Change | { readonly refuse: Refusal };
  /** What the state says of this path from now on; undefined: it is not ours. */
  readonly recorded: StateFile | undefined;
}

function recordsOf(state: State | undefined): Map<string, Recorded> {
  const records = Object.entries(state?.files ?? {});
  return new Map(records.map(([path, file]) => [path, { ...file, path }]));
}

/** What the state says of an entry: at its own path, or at the one that it moved away from. */
function recordFor(
  { id, path }: FileEntry,
  records: ReadonlyMap<string, Recorded>,
  disk: Snapshot,
): Recorded | undefined {
  const here = records.get(path);
  if (here?.id === id) return here;
  const moved = [...records.values()].find((record) => record.id === id);
  // Where a file of the user's stands at the new path, the old one is left for itself.
  return moved === undefined || disk.has(path) ? here : moved;
}

function planEntry(subject: Subject): Verdict {
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
      const verdict = incoming(entry, "a file of yours has this name", input.disk);
      return { ...verdict, recorded: { ...recorded, incoming: true } };
    }
    case "merge": {
      const base = record?.sha256 && input.baseline?.blobs.get(record.sha256);
      if (!base) return incoming(entry, "what was generated last time is missing", input.disk);
      if (form === undefined || isBinary(entry.content) || isBinary(base)) {
        return incoming(entry, "it is binary, and cannot be merged", input.disk);
      }
      if (form.text.length > maxMergeBytes) {
        return incoming(entry, "it is too large to be merged", input.disk);
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

function incomingPath(path: string): string {
  return `${stateFolder}/incoming/${path}`;
}

function incoming(entry: FileEntry, reason: string, disk: Snapshot): Verdict {
  const path = incomingPath(entry.path);
  const recorded = stateFileOf(entry);
  const there = fileAt(path, disk);
  if (there?.content.equals(entry.content)) {
    return { change: { kind: "keep", path: entry.path, reason: "yours" }, recorded };
  }
  const { content, executable } = entry;
  return {
    change: { kind: "incoming", path, besides: entry.path, reason, content, executable },
    recorded,
  };
}

/** A path that was generated last time and is not any more. */
function planLeftover(record: Recorded, disk: Snapshot): readonly Change[] {
  const { path } = record;
  const onDisk = disk.get(path);
  if (onDisk === undefined || record.incoming) return [];
  const ours = onDisk.kind === "file" ? fingerprint(onDisk.content) : onDisk.kind;
  const mine = record.policy === "merge" || record.policy === "managed";
  if (mine && decide({ base: record.sha256, ours, theirs: undefined }) === "delete") {
    return [{ kind: "delete", path }];
  }
  return [{ kind: "keep", path, reason: "no-longer-generated" }];
}

/** Line ends and BOM do not count: git may have changed them on checkout. */
function fingerprint(content: Buffer): string {
  const form = formOf(content);
  return sha256Of(form === undefined ? content : form.text);
}

function formOf(content: Buffer): Text | undefined {
  return isBinary(content) ? undefined : readText(content);
}

function mergedBit(base: boolean | undefined, ours: boolean | undefined, theirs: boolean): boolean {
  return ours === undefined || base === undefined || ours === base ? theirs : ours;
}

function written({ path, content, executable }: FileEntry): Written {
  return { path, content, executable };
}

function fileAt(path: string, disk: Snapshot) {
  const entry = disk.get(path);
  return entry?.kind === "file" ? entry : undefined;
}

/** Something that is no file, at the path itself or at a folder above it. */
function obstacleAt(path: string | undefined, disk: Snapshot): Refusal | undefined {
  if (path === undefined) return undefined;
  const found = disk.get(path);
  if (found !== undefined && found.kind !== "file") {
    return {
      path,
      why: `${path} is a ${found.kind}, where a file is generated`,
      hint: `Move it away: nothing is written through it or in its place.`,
    };
  }
  const parts = path.split("/");
  for (let length = 1; length < parts.length; length++) {
    const parent = parts.slice(0, length).join("/");
    const kind = disk.get(parent)?.kind;
    if (kind !== undefined && kind !== "folder") {
      return {
        path: parent,
        why: `${parent} is a ${kind}, where a folder is needed`,
        hint: "Move it away: nothing is written through it or in its place.",
      };
    }
  }
  return undefined;
}

function unreadable(path: string): Refusal {
  return {
    path,
    why: `${path} is not UTF-8, and the password in it cannot be replaced`,
    hint: "Save it as UTF-8, or write the password there yourself.",
  };
}

function unresolved(path: string): Refusal {
  return {
    path,
    why: `${path} has unresolved conflict markers`,
    hint: "Decide each place between <<<<<<< and >>>>>>>, then run again.",
  };
}
