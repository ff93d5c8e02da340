import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant, or undefined when none is near. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const lower = typed.toLowerCase();
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(lower, candidate.toLowerCase());
    if (best === undefined || edits < best.edits) best = { candidate, edits };
  }
  if (best === undefined) return undefined;
  const tolerated = Math.max(1, Math.floor(Math.max(lower.length, best.candidate.length) / 3));
  const isPrefix = lower.length >= 2 && best.candidate.toLowerCase().startsWith(lower);
  return best.edits <= tolerated || isPrefix ? best.candidate : undefined;
}
