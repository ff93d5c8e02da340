import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Operation } from "../../src/core/operations.ts";
import { sha256Of } from "../../src/core/state.ts";
import { applyOperations, recover } from "../../src/io/apply.ts";
import { createFolder } from "../../src/io/create-folder.ts";
import type { Checkpoint } from "../../src/io/files.ts";
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

type Run = (checkpoint: Checkpoint) => Promise<unknown>;

/** Fails at the nth step, as on a full disk. */
function failAt(n: number): Checkpoint {
  let step = 0;
  return () => {
    step += 1;
    if (step === n) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
  };
}

/** Stops for ever at the nth step, as a kill does; a run that has fewer steps ends by itself. */
function killAt(n: number, run: Run): Promise<unknown> {
  let step = 0;
  return new Promise((resolve, reject) => {
    const checkpoint = () => {
      step += 1;
      if (step !== n) return undefined;
      resolve(undefined);
      return new Promise<void>(() => {});
    };
    run(checkpoint).then(resolve, reject);
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

  test("is as before or complete when the recovery is killed too, at any step", async () => {
    const steps = await countSteps((checkpoint) =>
      applyOperations(fresh("count"), operations, checkpoint),
    );
    for (let n = 1; n <= steps; n++) {
      for (let m = 1; m <= 6; m++) {
        const folder = fresh(`app-${n}-${m}`);
        await killAt(n, (checkpoint) => applyOperations(folder, operations, checkpoint));
        await killAt(m, (checkpoint) => recover(folder, checkpoint));
        await recover(folder);
        const tree = readTree(folder);
        delete tree[".docker-pg/lock"];
        expect([before, after], `step ${n}, then ${m}`).toContainEqual(tree);
      }
    }
  });

  test("is as before when rolling back is killed at any step", async () => {
    const seen = new Set<string>();
    const steps: string[] = [];
    await applyOperations(fresh("count"), operations, (step) => {
      steps.push(step);
    });
    const first = steps.indexOf("commit the journal") + 2;
    const last = steps.indexOf("remove the journal");
    for (let n = first; n <= last; n++) {
      for (let m = n + 1; m <= n + 6; m++) {
        const folder = fresh(`app-${n}-${m}`);
        const fail = failAt(n);
        await killAt(m, (checkpoint) =>
          applyOperations(folder, operations, async (step) => {
            await checkpoint(step);
            await fail(step);
          }),
        ).catch(({ message }) => expect(message).toContain("no space left"));
        seen.add(await recover(folder));
        const tree = readTree(folder);
        delete tree[".docker-pg/lock"];
        expect(tree, `step ${n}, then ${m}`).toEqual(before);
      }
    }
    expect([...seen]).toContain("rolled-back");
  });

  test("keeps an edit that comes between a kill and the next run", async () => {
    const steps = await countSteps((checkpoint) =>
      applyOperations(fresh("count"), operations, checkpoint),
    );
    for (let n = 1; n <= steps; n++) {
      const folder = fresh(`app-${n}`);
      await killAt(n, (checkpoint) => applyOperations(folder, operations, checkpoint));
      writeFileSync(join(folder, "changed.txt"), "edited");
      await recover(folder).catch(({ code }) => expect(code).toBe("changed-meanwhile"));
      const tree = readTree(folder);
      delete tree[".docker-pg/lock"];
      const [old, complete] = [before, after].map((each) => ({ ...each, "changed.txt": "edited" }));
      expect([old, complete], `step ${n}`).toContainEqual(tree);
    }
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

  test.each([
    ["an empty folder", {}],
    ["a lock that was being made", { ".docker-pg/lock.999999999": "999999999" }],
    ["a lock that was being broken", { ".docker-pg/lock.999999999.stale": "1" }],
    ["a lock", { ".docker-pg/lock": "999999999" }],
  ])("%s of a run that was killed at its start is gone after the next", async (_what, left) => {
    const folder = fresh("app");
    mkdirSync(join(folder, ".docker-pg"));
    writeTree(folder, left);
    expect(await recover(folder)).toBe("nothing");
    expect(readTree(folder)).toEqual(before);
  });

  test("the lock of a run that lives stays", async () => {
    const folder = fresh("app");
    const lock = { [`.docker-pg/lock.${process.ppid}`]: String(process.ppid) };
    writeTree(folder, lock);
    await recover(folder);
    expect(readTree(folder)).toEqual({ ...before, ...lock });
  });
});
