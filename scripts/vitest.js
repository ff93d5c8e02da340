// Runs one project of the tests and counts.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./ready.js";

/** Returns how many tests passed and failed; a run that ends early has failed once. */
export function runTests(project, { args = [], env }) {
  const folder = join(root, "tests", ".artifacts");
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `${project}.json`);
  rmSync(report, { force: true });
  const { status } = spawnSync(
    "npx",
    [
      ...["--no-install", "vitest", "run", "--project", project, ...args],
      ...["--reporter=default", "--reporter=json", `--outputFile=${report}`],
    ],
    { cwd: root, stdio: "inherit", env },
  );
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = readReport(report);
  return { passed, failed: status === 0 && passed > 0 ? failed : Math.max(failed, 1) };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    process.stderr.write(`The tests left no report: ${error.message}\n`);
    return {};
  }
}
