// `npm test`: everything, from a bare checkout. Built-ins only, since nothing is installed yet.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { build, install, root, run } from "./ready.js";

install();
build();
run("bash", ["bench/images", "debian:trixie-slim", "postgres:18-trixie", "python:3.14-slim-trixie", "docker/dockerfile:1"]);

const results = join(root, "tests", ".artifacts");
mkdirSync(results, { recursive: true });
const report = join(results, "vitest.json");
const { status } = spawnSync(
  "npx",
  ["--no-install", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile=${report}`],
  { cwd: root, stdio: "inherit", env: { ...process.env, PATH: `/usr/local/bin:${process.env.PATH}` } },
);
const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, "utf8"));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = status === 0 && passed > 0 ? 0 : 1;
