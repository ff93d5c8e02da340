// `npm run check`: format, lint, types, unused code and the fast tests, side by side.
import { spawn } from "node:child_process";
import process from "node:process";
import { build, install, root } from "./ready.js";

const steps = {
  "format and lint": ["biome", "check", "--error-on-warnings", "."],
  types: ["tsc", "--noEmit"],
  "unused code": ["knip"],
  "fast tests": ["vitest", "run", "--project", "fast", "--reporter", "dot"],
};

install();
build();
const results = await Promise.all(
  Object.entries(steps).map(async ([name, [tool, ...args]]) => ({
    name,
    ...(await runTool(tool, args)),
  })),
);
for (const { name, code, output } of results) {
  if (code !== 0) process.stdout.write(`${output}\n`);
  process.stdout.write(`${code === 0 ? "ok    " : "FAILED"} ${name}\n`);
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;

function runTool(tool, args) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn("npx", ["--no-install", tool, ...args], {
      cwd: root,
      shell: process.platform === "win32",
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
    });
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("close", (code) => resolve({ code, output }));
  });
}
