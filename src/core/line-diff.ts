import { diffArrays } from "diff";

/** Lines `baseStart..baseEnd` of the base become lines `sideStart..sideEnd` of the side. */
export interface Hunk {
  readonly baseStart: number;
  readonly baseEnd: number;
  readonly sideStart: number;
  readonly sideEnd: number;
}

/**
 * The hunks between two lists of lines: Myers, then each hunk slid as git slides it, so that
 * repeated lines are aligned alike and a merge comes out as git's would.
 */
export function diffLines(base: readonly string[], side: readonly string[]): readonly Hunk[] {
  const removed = new Uint8Array(base.length);
  const added = new Uint8Array(side.length);
  let b = 0;
  let s = 0;
  for (const part of diffArrays([...base], [...side])) {
    const { length } = part.value;
    if (part.removed) {
      removed.fill(1, b, b + length);
      b += length;
    } else if (part.added) {
      added.fill(1, s, s + length);
      s += length;
    } else {
      b += length;
      s += length;
    }
  }
  slideGroups(base, removed, added);
  slideGroups(side, added, removed);
  return hunksOf(removed, added);
}

/**
 * A group of changed lines can slide where the line before it equals its last line, or its first
 * line the one behind it. It ends as far down as it can, or beside a group of the other file.
 */
function slideGroups(lines: readonly string[], changed: Uint8Array, other: Uint8Array): void {
  const group = new Cursor(changed);
  const opposite = new Cursor(other);
  do {
    if (!group.isEmpty) slideGroup(lines, changed, group, opposite);
    opposite.next();
  } while (group.next());
}

function slideGroup(
  lines: readonly string[],
  changed: Uint8Array,
  group: Cursor,
  opposite: Cursor,
): void {
  let size: number;
  let besideOther: boolean;
  do {
    size = group.end - group.start;
    besideOther = false;
    while (slideUp(lines, changed, group)) opposite.previous();
    if (!opposite.isEmpty) besideOther = true;
    while (slideDown(lines, changed, group)) {
      opposite.next();
      if (!opposite.isEmpty) besideOther = true;
    }
  } while (size !== group.end - group.start);
  while (besideOther && opposite.isEmpty) {
    slideUp(lines, changed, group);
    opposite.previous();
  }
}

function slideUp(lines: readonly string[], changed: Uint8Array, group: Cursor): boolean {
  if (group.start === 0 || lines[group.start - 1] !== lines[group.end - 1]) return false;
  changed[--group.start] = 1;
  changed[--group.end] = 0;
  while (group.start > 0 && changed[group.start - 1]) group.start--;
  return true;
}

function slideDown(lines: readonly string[], changed: Uint8Array, group: Cursor): boolean {
  if (group.end >= lines.length || lines[group.start] !== lines[group.end]) return false;
  changed[group.start++] = 0;
  changed[group.end++] = 1;
  while (group.end < lines.length && changed[group.end]) group.end++;
  return true;
}

/** Walks over the groups of changed lines, an empty one at every unchanged line. */
class Cursor {
  start = 0;
  end = 0;
  readonly #changed: Uint8Array;

  constructor(changed: Uint8Array) {
    this.#changed = changed;
    this.#growDown();
  }

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  next(): boolean {
    if (this.end >= this.#changed.length) return false;
    this.start = this.end + 1;
    this.end = this.start;
    this.#growDown();
    return true;
  }

  previous(): boolean {
    if (this.start === 0) return false;
    this.end = this.start - 1;
    this.start = this.end;
    while (this.start > 0 && this.#changed[this.start - 1]) this.start--;
    return true;
  }

  #growDown(): void {
    while (this.end < this.#changed.length && this.#changed[this.end]) this.end++;
  }
}

function hunksOf(removed: Uint8Array, added: Uint8Array): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let b = 0;
  let s = 0;
  while (b < removed.length || s < added.length) {
    if (!removed[b] && !added[s]) {
      b++;
      s++;
      continue;
    }
    const baseStart = b;
    const sideStart = s;
    while (b < removed.length && removed[b]) b++;
    while (s < added.length && added[s]) s++;
    hunks.push({ baseStart, baseEnd: b, sideStart, sideEnd: s });
  }
  return hunks;
}
