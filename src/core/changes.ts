import type { Buffer } from "node:buffer";
import { type Blobs, type State, stateFolder } from "./state.ts";

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

export interface Written {
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
  | "declined"
  | "undecided";

/** Why something was laid beside a file instead of going into it. */
export type IncomingReason = "yours" | "no-base" | "binary" | "too-large" | "undecided";

/** What becomes of one path, with everything that applying it needs. */
export type Change =
  | ({ readonly kind: "create" } & Written)
  | ({ readonly kind: "replace" } & Written)
  | ({ readonly kind: "merge"; readonly from?: string } & Written)
  | ({ readonly kind: "conflict"; readonly from?: string; readonly conflicts: number } & Written)
  | ({ readonly kind: "move"; readonly from: string } & Written)
  | ({
      readonly kind: "incoming";
      readonly besides: string;
      readonly reason: IncomingReason;
    } & Written)
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

/** Whether a change is one that the user sees: something on disk becomes different. */
export function isVisible({ kind }: Change): boolean {
  return kind !== "same" && kind !== "keep";
}

/** Whether a file waits for the user: it has conflict markers, or what could not be merged beside it. */
export function isUndecided(change: Change): boolean {
  if (change.kind === "keep") return change.reason === "undecided";
  return change.kind === "conflict" || (change.kind === "incoming" && change.reason !== "yours");
}

export function hasConflicts({ changes }: Pick<Plan, "changes">): boolean {
  return changes.some(isUndecided);
}

/** Where what could not go into a file is laid beside it. */
export function incomingPath(path: string): string {
  return `${stateFolder}/incoming/${path}`;
}

export function fileAt(path: string, disk: Snapshot) {
  const entry = disk.get(path);
  return entry?.kind === "file" ? entry : undefined;
}
