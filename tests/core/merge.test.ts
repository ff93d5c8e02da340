import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { merge } from "../../src/core/merge.ts";
import { linesOf } from "../../src/core/text.ts";

const labels = { ours: "ours", theirs: "theirs" };
const folder = mkdtempSync(join(tmpdir(), "merge-"));
afterAll(() => rmSync(folder, { recursive: true }));

const line = fc.constantFrom("a\n", "b\n", "c\n", "\n", "}\n", "  return\n", "d\n", "e\n");
const text = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom("", "", "end"))
  .map(([lines, last]) => lines.join("") + last);

/** Three texts as they come about: two people edit copies of one. */
const sides = fc
  .tuple(
    fc.array(
      fc.oneof(
        line,
        fc.nat({ max: 30 }).map((n) => `line ${n}\n`),
      ),
      { maxLength: 30 },
    ),
    fc.array(edit(), { maxLength: 4 }),
    fc.array(edit(), { maxLength: 4 }),
  )
  .map(([base, mine, yours]) => ({
    base: base.join(""),
    ours: applied(base, mine),
    theirs: applied(base, yours),
  }));

function edit() {
  return fc.record({
    at: fc.nat({ max: 30 }),
    drop: fc.nat({ max: 3 }),
    add: fc.array(line, { maxLength: 3 }),
  });
}

function applied(
  base: readonly string[],
  edits: readonly { at: number; drop: number; add: string[] }[],
) {
  const lines = [...base];
  for (const { at, drop, add } of edits) lines.splice(Math.min(at, lines.length), drop, ...add);
  return lines.join("");
}

test("laws: what one side leaves alone, the other decides", () => {
  fc.assert(
    fc.property(text, text, (base, other) => {
      expect(merge(base, base, other, labels)).toEqual({ text: other, conflicts: 0 });
      expect(merge(base, other, base, labels)).toEqual({ text: other, conflicts: 0 });
      expect(merge(base, other, other, labels)).toEqual({ text: other, conflicts: 0 });
    }),
    { numRuns: 1000 },
  );
});

/** The texts of two people who edit copies of one; every line that the first adds is its own. */
const ownedSides = fc
  .tuple(fc.array(line, { maxLength: 20 }), fc.array(edit(), { maxLength: 5 }), fc.array(edit()))
  .map(([base, mine, yours]) => {
    let count = 0;
    const owned = mine.map((each) => ({ ...each, add: each.add.map(() => `mine ${count++}\n`) }));
    return {
      base: base.join(""),
      ours: applied(base, owned),
      theirs: applied(base, yours),
    };
  });

test("every line that the user added is in the result or between markers, in their order", () => {
  fc.assert(
    fc.property(ownedSides, ({ base, ours, theirs }) => {
      const isMine = (each: string) => each.startsWith("mine ");
      const result = linesOf(merge(base, ours, theirs, labels).text);
      expect(result.filter(isMine)).toEqual(linesOf(ours).filter(isMine));
    }),
    { numRuns: 1000 },
  );
});

test("agrees with git merge-file on 2,500 merges", () => {
  // Always the same ones. Of two shortest diffs git may take the other one: once in some 75,000 such
  // cases it asks where this is clean, as for "c a d" beside "e a a d d a a" and "c a x x d".
  const cases = fc.sample(sides, { numRuns: 2_500, seed: 1 });
  const results = gitMerges(cases).map((git, index) => {
    const { base, ours, theirs } = cases[index] as (typeof cases)[number];
    // Above 127 is no number of conflicts.
    if (git.conflicts > 127) throw new Error(`git merge-file ended with ${git.conflicts}`);
    return { base, ours, theirs, git, own: merge(base, ours, theirs, labels) };
  });
  expect(results).toHaveLength(cases.length);
  const bothClean = results.filter(({ git, own }) => git.conflicts === 0 && own.conflicts === 0);
  expect(bothClean.length).toBeGreaterThan(500);
  expect(bothClean.filter(({ git, own }) => git.text !== own.text)).toEqual([]);
  // What git asks about is never decided here.
  expect(results.filter(({ git, own }) => git.conflicts !== 0 && own.conflicts === 0)).toEqual([]);
  // Without the slides of line-diff.ts this side would ask in seven of them.
  const asked = results.filter(({ git, own }) => git.conflicts === 0 && own.conflicts !== 0);
  expect(asked).toEqual([]);
}, 120_000);

/** One shell for all of them: a process of Node's own for each would take most of the time. */
function gitMerges(cases: readonly { base: string; ours: string; theirs: string }[]) {
  for (const [index, sidesOfCase] of cases.entries()) {
    for (const [name, content] of Object.entries(sidesOfCase)) {
      writeFileSync(join(folder, `${index}.${name}`), content);
    }
  }
  const script = `i=0
    while [ $i -lt ${cases.length} ]; do
      git merge-file -q -L ours -L base -L theirs $i.ours $i.base $i.theirs
      echo $?
      i=$((i + 1))
    done`;
  const statuses = execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" });
  return statuses
    .trim()
    .split("\n")
    .map((status, index) => ({
      text: readFileSync(join(folder, `${index}.ours`), "utf8"),
      conflicts: Number(status),
    }));
}

test("git is there to compare with", () => {
  expect(execFileSync("git", ["--version"], { encoding: "utf8" })).toContain("git version");
});

test("a conflict names both sides, and closes a line without an end", () => {
  expect(merge("a\nb", "a\nmine", "a\nyours", labels)).toEqual({
    text: "a\n<<<<<<< ours\nmine\n=======\nyours\n>>>>>>> theirs\n",
    conflicts: 1,
  });
});

test("200,000 lines of the user in one place are merged", () => {
  const mine = Array.from({ length: 200_000 }, (_, index) => `mine ${index}\n`).join("");
  expect(merge("a\nb\nc\n", `a\nb\nc\n${mine}`, "A\nb\nc\n", labels)).toEqual({
    text: `A\nb\nc\n${mine}`,
    conflicts: 0,
  });
  expect(merge("a\n", mine, "b\n", labels).conflicts).toBe(1);
});
