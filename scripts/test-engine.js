// `npm run test:engine -- flask`: generated projects on a real engine; `--all` for all frameworks.
// What follows `--` once more goes to vitest, such as a file or `-t <name>`.
import process from "node:process";
import { engineEnvironment, listChoices, prepareEngine } from "./engine.js";
import { build, install } from "./ready.js";
import { runTests } from "./vitest.js";

install();
build();
const words = process.argv.slice(2);
const end = words.includes("--") ? words.indexOf("--") : words.length;
const wanted = words.slice(0, end);
const all = listChoices().frameworks.map(({ id }) => id);
const unknown = wanted.filter((word) => word !== "--all" && !all.includes(word));
if (wanted.length === 0 || unknown.length > 0) {
  process.stderr.write(
    `usage: npm run test:engine -- --all | <framework> …\nof: ${all.join(", ")}\n`,
  );
  process.exitCode = 2;
} else {
  const chosen = wanted.includes("--all") ? all : wanted;
  prepareEngine(chosen);
  const { passed, failed } = runTests("engine", {
    args: words.slice(end + 1),
    env: engineEnvironment(chosen),
  });
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
