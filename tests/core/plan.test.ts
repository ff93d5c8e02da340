import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiskEntry, isVisible, type Plan } from "../../src/core/changes.ts";
import { decide } from "../../src/core/decide.ts";
import { plan } from "../../src/core/plan.ts";
import { sha256Of } from "../../src/core/state.ts";
import { bare, baselineOf, diskOf, entry, summary, textAt } from "../support/entries.ts";

test.each([
  ["record", "b", "t", "t"],
  ["record", undefined, "t", "t"],
  ["keep", "b", "o", "b"],
  ["keep", "b", undefined, "b"],
  ["take", "b", "b", "t"],
  ["take", undefined, undefined, "t"],
  ["delete", "b", "b", undefined],
  ["stays-deleted", "b", undefined, "t"],
  ["keep-and-report", "b", "o", undefined],
  ["incoming", undefined, "o", "t"],
  ["merge", "b", "o", "t"],
])("decides %s for base %s, ours %s, theirs %s", (decision, base, ours, theirs) => {
  expect(decide({ base, ours, theirs })).toBe(decision);
});

const threeLines = "one\ntwo\nthree\n";

describe("a merged file", () => {
  const update = (disk: Parameters<typeof diskOf>[0], generated: string, before = threeLines) =>
    plan({
      entries: [entry("a.txt", generated)],
      baseline: baselineOf({ "a.txt": before }),
      disk: diskOf(disk),
      state: bare,
    });

  test("is created where nothing was generated yet", () => {
    const made = plan({ entries: [entry("a.txt", "x\n")], disk: diskOf({}), state: bare });
    expect(summary(made)).toEqual(["create a.txt"]);
    expect(made.state.files["a.txt"]?.sha256).toBe(sha256Of("x\n"));
  });

  test("is replaced where the user left it alone", () => {
    expect(summary(update({ "a.txt": threeLines }, "new\n"))).toEqual(["replace a.txt"]);
  });

  test("is kept where only the user changed it", () => {
    expect(summary(update({ "a.txt": "mine\n" }, threeLines))).toEqual(["keep a.txt"]);
  });

  test("is merged where both changed different places", () => {
    const made = update({ "a.txt": "mine\ntwo\nthree\n" }, "one\ntwo\nyours\n");
    expect(summary(made)).toEqual(["merge a.txt"]);
    expect(textAt(made, "a.txt")).toBe("mine\ntwo\nyours\n");
  });

  test("has conflict markers where both changed one place", () => {
    const made = update({ "a.txt": "mine\ntwo\nthree\n" }, "yours\ntwo\nthree\n");
    expect(summary(made)).toEqual(["conflict a.txt"]);
    expect(textAt(made, "a.txt")).toBe(
      "<<<<<<< yours\nmine\n=======\nyours\n>>>>>>> create-docker-pg-app\ntwo\nthree\n",
    );
  });

  test("stays deleted, and comes back when it is asked for", () => {
    expect(summary(update({}, "new\n"))).toEqual(["keep a.txt"]);
    const restored = plan({
      entries: [entry("a.txt", "new\n")],
      baseline: baselineOf({ "a.txt": threeLines }),
      disk: diskOf({}),
      state: bare,
      restore: new Set(["a.txt"]),
    });
    expect(summary(restored)).toEqual(["create a.txt"]);
  });

  test("keeps CRLF and BOM, and does not take them for edits", () => {
    const windows = `\ufeff${threeLines.replaceAll("\n", "\r\n")}`;
    const made = update({ "a.txt": windows }, "new\nlines\n");
    expect(summary(made)).toEqual(["replace a.txt"]);
    expect(textAt(made, "a.txt")).toBe("\ufeffnew\r\nlines\r\n");
  });

  test("goes beside the user's own file of that name, once", () => {
    const first = plan({
      entries: [entry("a.txt", "new\n")],
      disk: diskOf({ "a.txt": "mine\n" }),
      state: bare,
    });
    expect(summary(first)).toEqual(["incoming .docker-pg/incoming/a.txt"]);
    const second = plan({
      entries: [entry("a.txt", "new\n")],
      baseline: { state: first.state, blobs: first.blobs },
      disk: diskOf({ "a.txt": "mine\n" }),
      state: bare,
    });
    expect(summary(second)).toEqual(["keep a.txt"]);
  });

  test("goes beside where its base is missing, and nothing is overwritten", () => {
    const made = plan({
      entries: [entry("a.txt", "new\n")],
      baseline: { state: baselineOf({ "a.txt": threeLines }).state, blobs: new Map() },
      disk: diskOf({ "a.txt": "mine\n" }),
      state: bare,
    });
    expect(summary(made)).toEqual(["incoming .docker-pg/incoming/a.txt"]);
  });

  test("is never merged when it is binary", () => {
    const binary = { kind: "file", content: Buffer.from([0, 1, 2]), executable: false } as const;
    expect(summary(update({ "a.txt": binary }, "new\n"))).toEqual([
      "incoming .docker-pg/incoming/a.txt",
    ]);
  });

  test("is refused with unresolved markers in it", () => {
    const open = "<<<<<<< yours\na\n=======\nb\n>>>>>>> create-docker-pg-app\n";
    expect(update({ "a.txt": open }, "new\n").refusals.map(({ path }) => path)).toEqual(["a.txt"]);
  });

  test("is refused where a link or a folder stands", () => {
    expect(update({ "a.txt": { kind: "symlink" } }, "new\n").refusals[0]?.why).toContain("symlink");
    expect(update({ "a.txt": { kind: "folder" } }, "new\n").refusals[0]?.why).toContain("folder");
  });

  test("merges its executable bit on its own", () => {
    const made = plan({
      entries: [entry("run.sh", "#!/bin/sh\n", { executable: true })],
      baseline: baselineOf({ "run.sh": "#!/bin/sh\n" }),
      disk: diskOf({ "run.sh": "#!/bin/sh\n" }),
      state: bare,
    });
    expect(made.changes).toMatchObject([{ kind: "replace", path: "run.sh", executable: true }]);
  });
});

describe("a file that moved", () => {
  const moved = (disk: Parameters<typeof diskOf>[0], generated = threeLines) =>
    plan({
      entries: [entry("new/a.txt", generated, { id: "a.txt" })],
      baseline: baselineOf({ "a.txt": threeLines }),
      disk: diskOf(disk),
      state: bare,
    });

  test("moves with the user's edits", () => {
    const made = moved({ "a.txt": "mine\ntwo\nthree\n" }, "one\ntwo\nyours\n");
    expect(made.changes).toMatchObject([{ kind: "merge", from: "a.txt", path: "new/a.txt" }]);
    expect(textAt(made, "new/a.txt")).toBe("mine\ntwo\nyours\n");
  });

  test("moves as it is where nothing else changed", () => {
    expect(moved({ "a.txt": "mine\n" }).changes).toMatchObject([
      { kind: "move", from: "a.txt", path: "new/a.txt" },
    ]);
  });

  test("stays deleted", () => {
    expect(summary(moved({}, "new\n"))).toEqual(["keep new/a.txt"]);
  });
});

describe("a file that is not generated any more", () => {
  const dropped = (text: string) =>
    plan({
      entries: [],
      baseline: baselineOf({ "a.txt": threeLines }),
      disk: diskOf({ "a.txt": text }),
      state: bare,
    });

  test("goes where the user left it alone", () => {
    expect(summary(dropped(threeLines))).toEqual(["delete a.txt"]);
  });

  test("stays where the user changed it", () => {
    expect(dropped("mine\n").changes).toMatchObject([{ reason: "no-longer-generated" }]);
  });
});

describe("other policies", () => {
  test("a seed is written once, and its deletion is respected", () => {
    const entries = [entry("db/seeds/a.sql", "select 1;\n")];
    const first = plan({ entries, disk: diskOf({}), state: bare });
    expect(summary(first)).toEqual(["create db/seeds/a.sql"]);
    const baseline = { state: first.state, blobs: first.blobs };
    const later = plan({ entries, baseline, disk: diskOf({}), state: bare });
    expect(summary(later)).toEqual(["keep db/seeds/a.sql"]);
  });

  test("a managed file is always ours", () => {
    const entries = [entry(".docker-pg/.ignore", "*\n")];
    const made = plan({ entries, disk: diskOf({ ".docker-pg/.ignore": "x\n" }), state: bare });
    expect(summary(made)).toEqual(["replace .docker-pg/.ignore"]);
  });

  test("a secret file gets its missing keys, and its hash is stored nowhere", () => {
    const made = plan({
      entries: [entry(".env", "# The port.\nAPP_PORT=8000\nDB_PASSWORD=new\n")],
      disk: diskOf({ ".env": "DB_PASSWORD=mine # really\n" }),
      state: bare,
    });
    expect(textAt(made, ".env")).toBe("DB_PASSWORD=mine # really\n\n# The port.\nAPP_PORT=8000\n");
    expect(made.state.files[".env"]).not.toHaveProperty("sha256");
    expect([...made.blobs]).toEqual([]);
  });

  test("a password given on this run replaces its own line alone", () => {
    const made = plan({
      entries: [entry(".env", "DB_PASSWORD=x\n")],
      disk: diskOf({ ".env": "A=1\r\nDB_PASSWORD=old\r\nB='two'" }),
      state: bare,
      givenSecrets: new Map([["DB_PASSWORD", "it's $new"]]),
    });
    expect(textAt(made, ".env")).toBe("A=1\r\nDB_PASSWORD=\"it's \\$new\"\r\nB='two'");
  });
});

/** A few paths in every state that the three sides can be in. */
const word = fc.constantFrom("a\n", "b\n", "c\n", "d\n", "last");
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(""));
const projects = fc.dictionary(
  fc.constantFrom("a.txt", "b/c.txt", "db/seeds/d.sql"),
  fc.record({
    base: fc.option(text, { nil: undefined }),
    ours: fc.option(text, { nil: undefined }),
    theirs: fc.option(text, { nil: undefined }),
    isWindows: fc.boolean(),
  }),
);

type Sides = typeof projects extends fc.Arbitrary<infer Value> ? Value : never;

function sideOf(sides: Sides, side: "base" | "ours" | "theirs"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sides).flatMap(([path, { [side]: content, isWindows }]) => {
      if (content === undefined) return [];
      const crlf = side === "ours" && isWindows;
      return [[path, crlf ? `\ufeff${content.replaceAll("\n", "\r\n")}` : content]];
    }),
  );
}

/** The files on disk after a plan was carried out. */
function applied({ disk, changes }: Plan): Record<string, DiskEntry> {
  const files = new Map(disk);
  for (const change of changes) {
    if (change.kind === "delete") files.delete(change.path);
    if ("content" in change) {
      const { content, executable } = change;
      files.set(change.path, { kind: "file", content, executable });
    }
  }
  return Object.fromEntries(files);
}

describe("laws", () => {
  const entriesOf = (sides: Sides) =>
    Object.entries(sideOf(sides, "theirs")).map(([path, content]) => entry(path, content));
  const first = (sides: Sides) =>
    plan({
      entries: entriesOf(sides),
      baseline: baselineOf(sideOf(sides, "base")),
      disk: diskOf(sideOf(sides, "ours")),
      state: bare,
    });

  test("a second update changes nothing, or refuses what is left to decide", () => {
    fc.assert(
      fc.property(projects, (sides) => {
        const done = first(sides);
        const second = plan({
          entries: entriesOf(sides),
          baseline: { state: done.state, blobs: done.blobs },
          disk: diskOf(applied(done)),
          state: bare,
        });
        const open = done.changes.filter(({ kind }) => kind === "conflict");
        expect(second.changes.filter(isVisible)).toEqual([]);
        expect(second.refusals.map(({ path }) => path).sort()).toEqual(
          open.map(({ path }) => path),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test("an edited file is never replaced or removed, but by a merge", () => {
    fc.assert(
      fc.property(projects, (sides) => {
        const kinds = new Map(first(sides).changes.map(({ path, kind }) => [path, kind]));
        for (const [path, { base, ours, theirs }] of Object.entries(sides)) {
          if (ours === undefined || ours === base || ours === theirs) continue;
          expect(["keep", "merge", "conflict", undefined]).toContain(kinds.get(path));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("what was not generated anew is as the user left it", () => {
    fc.assert(
      fc.property(projects, (sides) => {
        const same = Object.fromEntries(
          Object.entries(sides).map(([path, each]) => [path, { ...each, theirs: each.base }]),
        );
        const done = first(same);
        expect(applied(done)).toEqual(Object.fromEntries(diskOf(sideOf(sides, "ours"))));
      }),
      { numRuns: 1000 },
    );
  });
});
