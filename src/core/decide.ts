export type Decision =
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
