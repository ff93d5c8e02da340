import { diffLines, type Hunk } from "./line-diff.ts";
import { linesOf } from "./text.ts";

export interface MergeLabels {
  readonly ours: string;
  readonly theirs: string;
}

export interface Merged {
  readonly text: string;
  /** How many places need a decision; 0 is a clean merge. */
  readonly conflicts: number;
}

/**
 * Three-way merge of LF texts, with git's rules: changes that touch conflict, equal changes do not.
 * Every line of `ours` is in the result, or was taken out by a change of `theirs` alone.
 */
export function merge(base: string, ours: string, theirs: string, labels: MergeLabels): Merged {
  const baseLines = linesOf(base);
  const ourLines = linesOf(ours);
  const theirLines = linesOf(theirs);
  const regions = regionsOf(diffLines(baseLines, ourLines), diffLines(baseLines, theirLines));

  // Parts are joined, not spread: the arguments of one call are limited to some 100,000.
  const out: string[] = [];
  let conflicts = 0;
  let at = 0;
  for (const { start, end, ours: mine, theirs: yours } of regions) {
    out.push(baseLines.slice(at, start).join(""));
    const ourPart = ourLines.slice(...mine);
    const theirPart = theirLines.slice(...yours);
    const basePart = baseLines.slice(start, end);
    if (sameLines(ourPart, theirPart) || sameLines(theirPart, basePart)) {
      out.push(ourPart.join(""));
    } else if (sameLines(ourPart, basePart)) {
      out.push(theirPart.join(""));
    } else {
      conflicts += 1;
      pushConflict(out, ourPart, theirPart, labels);
    }
    at = end;
  }
  out.push(baseLines.slice(at).join(""));
  return { text: out.join(""), conflicts };
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly ours: readonly [number, number];
  readonly theirs: readonly [number, number];
}

/** Joins hunks of both sides that overlap or touch; a lone hunk is a region of its own. */
function regionsOf(ours: readonly Hunk[], theirs: readonly Hunk[]): readonly Region[] {
  const regions: Region[] = [];
  let i = 0;
  let j = 0;
  let ourShift = 0;
  let theirShift = 0;
  while (i < ours.length || j < theirs.length) {
    const start = Math.min(ours[i]?.baseStart ?? Infinity, theirs[j]?.baseStart ?? Infinity);
    let end = start;
    const ourFrom = start + ourShift;
    const theirFrom = start + theirShift;
    for (;;) {
      const mine = ours[i];
      const yours = theirs[j];
      if (mine !== undefined && mine.baseStart <= end) {
        end = Math.max(end, mine.baseEnd);
        ourShift = mine.sideEnd - mine.baseEnd;
        i++;
      } else if (yours !== undefined && yours.baseStart <= end) {
        end = Math.max(end, yours.baseEnd);
        theirShift = yours.sideEnd - yours.baseEnd;
        j++;
      } else break;
    }
    regions.push({
      start,
      end,
      ours: [ourFrom, end + ourShift],
      theirs: [theirFrom, end + theirShift],
    });
  }
  return regions;
}

/** What both sides have in common at the ends of a conflict stays outside the markers. */
function pushConflict(
  out: string[],
  ours: readonly string[],
  theirs: readonly string[],
  labels: MergeLabels,
): void {
  let head = 0;
  while (head < ours.length && head < theirs.length && ours[head] === theirs[head]) head++;
  let tail = 0;
  while (
    tail < ours.length - head &&
    tail < theirs.length - head &&
    ours[ours.length - 1 - tail] === theirs[theirs.length - 1 - tail]
  ) {
    tail++;
  }
  out.push(
    ours.slice(0, head).join(""),
    `<<<<<<< ${labels.ours}\n`,
    closed(ours.slice(head, ours.length - tail)).join(""),
    "=======\n",
    closed(theirs.slice(head, theirs.length - tail)).join(""),
    `>>>>>>> ${labels.theirs}\n`,
    ours.slice(ours.length - tail).join(""),
  );
}

/** A marker must start a line of its own. */
function closed(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1);
  return last === undefined || last.endsWith("\n") ? lines : [...lines.slice(0, -1), `${last}\n`];
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
