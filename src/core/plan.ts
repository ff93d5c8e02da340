import {
  type Baseline,
  type Change,
  fileAt,
  incomingPath,
  isUndecided,
  isVisible,
  type Plan,
  type Refusal,
  type Snapshot,
} from "./changes.ts";
import { decide } from "./decide.ts";
import { obstacleAt } from "./obstacles.ts";
import { type PlanInput, planEntry, type Recorded, type Subject } from "./plan-entry.ts";
import type { FileEntry } from "./render.ts";
import { basePath, blobsOf, type State, type StateFile, sha256Of, statePath } from "./state.ts";
import { fingerprint } from "./text.ts";

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
    const isTaken = !recorded?.incoming && !("refuse" in change) && !isUndecided(change);
    if (isTaken && fileAt(offered, disk) !== undefined) {
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
