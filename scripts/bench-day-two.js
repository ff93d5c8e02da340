// `npm run bench:day-two`: backup and restore of a million rows while clients write, as
// tests/engine/load.test.ts does and checks it.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { writeSection } from "./benchmarks.js";
import { engineEnvironment, prepareEngine } from "./engine.js";
import { build, install, root } from "./ready.js";
import { runTests } from "./vitest.js";

install();
build();
prepareEngine(["flask"]);
const { failed } = runTests("engine", {
  args: ["tests/engine/load.test.ts"],
  env: engineEnvironment(["flask"]),
});
if (failed === 0) {
  const table = readFileSync(join(root, "tests", ".artifacts", "day-two.md"), "utf8");
  writeSection(
    "day-two",
    `${cpus().length} processors; 8 clients write all the time.\n\n${table.trim()}`,
  );
} else process.exitCode = 1;
