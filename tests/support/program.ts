import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, type Options } from "execa";

export const checkout = fileURLToPath(new URL("../..", import.meta.url));
export const bin = join(checkout, "bin/create-docker-pg-app.cjs");

/** Runs the built program without a terminal. */
export function run(args: readonly string[], options: Options = {}) {
  return runProgram(bin, args, options);
}

/** The same for another copy of it, such as a later version. */
export async function runProgram(program: string, args: readonly string[], options: Options = {}) {
  const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [program, ...args], {
    reject: false,
    stdin: "ignore",
    timeout: 15_000,
    stripFinalNewline: false,
    ...options,
    env: { CREATE_DOCKER_PG_APP_DB_PASSWORD: "", NO_COLOR: "", ...options.env },
  });
  return { exitCode, stdout: String(stdout), stderr: String(stderr), timedOut };
}

/** An empty folder of its own, outside any repository. */
export function temporaryFolder(prefix = "cli-"): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), prefix));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
