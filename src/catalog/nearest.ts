import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant, or undefined when none is near. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const lower = typed.toLowerCase();
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(lower));
  if (begun.length === 1 && lower.replaceAll("-", "").length >= 2) return begun[0];
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(lower, candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { candidate, edits };
  }
  if (best === undefined) return undefined;
  const length = Math.max(lower.length, best.candidate.length);
  // Two letters that changed places are two edits.
  const tolerated = length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
  return best.edits <= tolerated ? best.candidate : undefined;
}
