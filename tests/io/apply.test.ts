import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Operation } from "../../src/core/operations.ts";
import { sha256Of } from "../../src/core/state.ts";
import { applyOperations, recover } from "../../src/io/apply.ts";
import { createFolder } from "../../src/io/create-folder.ts";
import { modeOf, readTree, writeTree } from "../support/tree.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "apply-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string, more: Partial<Operation> = {}): Operation =>
  ({
    kind: "write",
    path,
    content: Buffer.from(text),
    mode: "plain",
    expected: undefined,
    ...more,
  }) as Operation;

/** Fails at the nth step, as a full disk does. */
function failAt(n: number) {
  let step = 0;
  return () => {
    step += 1;
    if (step === n) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
  };
}

/** Runs up to the nth step and stays there for ever, as after a kill. */
async function killAt(n: number, run: (checkpoint: () => Promise<void>) => Promise<void>) {
  let step = 0;
  await new Promise<void>((resolve, reject) => {
    run(async () => {
      step += 1;
      if (step !== n) return;
      resolve();
      await new Promise<void>(() => {});
    }).catch(reject);
  });
}

async function countSteps(run: (checkpoint: () => void) => Promise<void>): Promise<number> {
  let steps = 0;
  await run(() => {
    steps += 1;
  });
  return steps;
}

describe("a new folder", () => {
  const operations = [
    write("a/one.txt", "1"),
    write("run.sh", "#!/bin/sh\n", { mode: "executable" }),
    write(".env", "S=1\n", { mode: "secret" }),
  ];

  test("holds everything, with its modes", async () => {
    await createFolder(join(root, "deep/er/app"), operations);
    expect(readTree(join(root, "deep/er/app"))).toEqual({
      ".env": "S=1\n",
      "a/one.txt": "1",
      "run.sh": "#!/bin/sh\n",
    });
    expect(modeOf(join(root, "deep/er/app/.env"))).toBe("600");
    expect(modeOf(join(root, "deep/er/app/run.sh"))).toBe("755");
  });

  test("is complete or absent, wherever the writer stops", async () => {
    const steps = await countSteps((checkpoint) =>
      createFolder(join(root, "count"), operations, checkpoint),
    );
    expect(steps).toBeGreaterThan(operations.length);
    for (let n = 1; n <= steps; n++) {
      const folder = join(root, `failed-${n}/app`);
      await expect(createFolder(folder, operations, failAt(n))).rejects.toThrow("no space");
      expect(readdirSync(root)).toEqual(["count"]);
    }
    for (let n = 1; n <= steps; n++) {
      const folder = join(root, `killed-${n}`);
      await killAt(n, (checkpoint) => createFolder(folder, operations, checkpoint));
      expect(readdirSync(root)).not.toContain(`killed-${n}`);
    }
  });
});

describe("an existing folder", () => {
  const before = { "kept.txt": "k", "changed.txt": "old", "gone/x.txt": "x", "mine.txt": "m" };
  const after = { "kept.txt": "k", "changed.txt": "new", "new/er.txt": "n", "mine.txt": "m" };
  const operations: readonly Operation[] = [
    write("new/er.txt", "n"),
    write("changed.txt", "new", { expected: sha256Of("old") }),
    { kind: "remove", path: "gone/x.txt", expected: sha256Of("x") },
  ];
  const fresh = (name: string) => {
    const folder = join(root, name);
    writeTree(folder, before);
    return folder;
  };

  test("gets every change", async () => {
    const folder = fresh("app");
    await applyOperations(folder, operations);
    expect(readTree(folder)).toEqual(after);
  });

  test("is as before after a failure at any step", async () => {
    const steps = await countSteps((checkpoint) =>
      applyOperations(fresh("count"), operations, checkpoint),
    );
    // The last two steps only clean up: by then the update is complete.
    for (let n = 1; n <= steps - 2; n++) {
      const folder = fresh(`app-${n}`);
      await expect(applyOperations(folder, operations, failAt(n))).rejects.toThrow();
      expect(readTree(folder), `step ${n}`).toEqual(before);
    }
  });

  test("is as before or complete after a kill at any step and the next run", async () => {
    const steps = await countSteps((checkpoint) =>
      applyOperations(fresh("count"), operations, checkpoint),
    );
    const seen = new Set<string>();
    for (let n = 1; n <= steps; n++) {
      const folder = fresh(`app-${n}`);
      await killAt(n, (checkpoint) => applyOperations(folder, operations, checkpoint));
      seen.add(await recover(folder));
      const tree = readTree(folder);
      delete tree[".docker-pg/lock"];
      expect([before, after], `step ${n}`).toContainEqual(tree);
      expect(await recover(folder)).toBe("nothing");
    }
    expect([...seen].sort()).toEqual(["completed", "discarded", "nothing"]);
  });

  test("is refused untouched when a file changed meanwhile", async () => {
    const folder = fresh("app");
    writeFileSync(join(folder, "changed.txt"), "edited");
    await expect(applyOperations(folder, operations)).rejects.toMatchObject({
      code: "changed-meanwhile",
    });
    expect(readTree(folder)).toEqual({ ...before, "changed.txt": "edited" });
  });

  test("is refused while another update runs", async () => {
    const folder = fresh("app");
    writeTree(folder, { ".docker-pg/lock": String(process.ppid) });
    await expect(applyOperations(folder, operations)).rejects.toMatchObject({ code: "locked" });
    writeTree(folder, { ".docker-pg/lock": "999999999" });
    await applyOperations(folder, operations);
    expect(readTree(folder)).toEqual(after);
  });
});
