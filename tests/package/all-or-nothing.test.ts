import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPackage } from "../support/package.ts";
import { temporaryFolder } from "../support/program.ts";
import { readTree } from "../support/tree.ts";

// The packed program, stopped from outside: its target is as before, or complete.

const folder = temporaryFolder("all-or-nothing-");
afterAll(() => folder.remove());
const isRoot = process.getuid?.() === 0;
const create = ["--yes", "--no-git", "--quiet", "--port=auto", "--db-port=auto"];

let program: string;
beforeAll(async () => {
  ({ program } = await installPackage(folder.path));
  chmodSync(folder.path, 0o755);
});

const emptyFolder = (name: string) => {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
};

async function isComplete(project: string): Promise<boolean> {
  const { exitCode } = await execa(program, ["--check"], { cwd: project, reject: false });
  return exitCode === 0;
}

describe.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)("after %s at any time", (signal) => {
  test("a new folder is absent or complete", async () => {
    const place = emptyFolder(`new-${signal}`);
    for (let delayMs = 30; delayMs <= 240; delayMs += 15) {
      const project = join(place, `app-${delayMs}`);
      const running = execa(program, [project, ...create], { reject: false });
      await wait(delayMs);
      running.kill(signal);
      await running;
      if (existsSync(project)) expect(await isComplete(project), `${delayMs} ms`).toBe(true);
    }
    if (signal !== "SIGKILL")
      expect(readdirSync(place).filter((name) => name[0] === ".")).toEqual([]);
  });

  test("an empty folder is as before or complete, after the next run at the latest", async () => {
    for (let delayMs = 40; delayMs <= 240; delayMs += 25) {
      const project = emptyFolder(`empty-${signal}-${delayMs}`);
      const running = execa(program, [project, ...create], { reject: false });
      await wait(delayMs);
      running.kill(signal);
      await running;
      const { exitCode, stderr } = await execa(program, [project, ...create], { reject: false });
      expect(exitCode, `${delayMs} ms: ${stderr}`).toBe(0);
      expect(await isComplete(project), `${delayMs} ms`).toBe(true);
    }
  });
});

// Mounting needs root, which continuous integration has.
describe.runIf(isRoot && process.platform === "linux")("on a full disk", () => {
  test.each([
    ["a new folder", "app"],
    ["an empty folder", "there"],
  ])("%s stays as it was, however late the disk is full", async (_what, name) => {
    for (const kilobytes of [4, 64, 256, 400]) {
      const disk = emptyFolder(`disk-${name}-${kilobytes}`);
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", disk]);
      try {
        mkdirSync(join(disk, "there"));
        const before = readTree(disk);
        const { exitCode, stdout } = await execa(program, [join(disk, name), ...create, "--json"], {
          reject: false,
        });
        expect({ exitCode, code: JSON.parse(stdout).error.code }).toEqual({
          exitCode: 4,
          code: "not-writable",
        });
        expect(readTree(disk)).toEqual(before);
      } finally {
        execFileSync("umount", [disk]);
      }
    }
  });

  test("an update leaves the project as it was", async () => {
    const disk = emptyFolder("disk-update");
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]);
    try {
      const project = join(disk, "app");
      await execa(program, [project, ...create]);
      const before = readTree(project);
      fill(disk);
      const { exitCode } = await execa(program, ["--proxy", "nginx", "--app-service", "web"], {
        cwd: project,
        reject: false,
      });
      expect(exitCode).toBe(4);
      expect(readTree(project)).toEqual(before);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

/** Leaves not a byte free. */
function fill(disk: string): void {
  for (const bytes of [65_536, 4096]) {
    try {
      for (let n = 0; ; n++) writeFileSync(join(disk, `filler-${bytes}-${n}`), Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }
}

describe("as a user who may not write there", () => {
  const asUser = isRoot ? { uid: 65_534, gid: 65_534 } : {};

  test("a new project is refused, and nothing is left", async () => {
    const locked = emptyFolder("locked");
    chmodSync(locked, 0o555);
    const { exitCode, stderr } = await execa(program, [join(locked, "app"), ...create], {
      reject: false,
      ...asUser,
    });
    expect(exitCode).toBe(4);
    expect(stderr).toContain("may not be written");
    expect(readdirSync(locked)).toEqual([]);
  });

  test("an update is refused, and the project is as before", async () => {
    const project = join(emptyFolder("owned"), "app");
    await execa(program, [project, ...create]);
    if (isRoot) chmodSync(join(project, ".env"), 0o644);
    else chmodSync(join(project, ".docker-pg"), 0o555);
    const before = readTree(project);
    const { exitCode } = await execa(program, ["--proxy", "nginx"], {
      cwd: project,
      reject: false,
      ...asUser,
    });
    expect(exitCode).toBe(4);
    expect(readTree(project)).toEqual(before);
  });
});
