/**
 * What an update may do with a generated file.
 * `merge`: three-way merge with the user's edits. `managed`: ours, always replaced.
 * `seed`: written once, then the user's. `secret`: never read into the state; missing keys are added.
 */
export type Policy = "merge" | "managed" | "seed" | "secret";

export const policyNames: readonly Policy[] = ["merge", "managed", "seed", "secret"];

/** First match wins. */
const policies: readonly (readonly [RegExp, Policy])[] = [
  [/^\.env$/, "secret"],
  [/^secrets\//, "secret"],
  [/^\.docker-pg\//, "managed"],
  [/^db\/seeds\//, "seed"],
  [/(^|\/)\.gitkeep$/, "seed"],
  [/./, "merge"],
];

export function policyOf(path: string): Policy {
  return policies.find(([pattern]) => pattern.test(path))?.[1] ?? "merge";
}

/** Files that moved between versions: today's path → the id it was first generated under. */
export const movedFiles: Readonly<Record<string, string>> = {};

export function idOf(path: string): string {
  return movedFiles[path] ?? path;
}
