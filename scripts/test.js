// `npm test`: everything, from a bare checkout. Built-ins only, since nothing is installed yet.
import process from "node:process";
import { engineEnvironment, listChoices, prepareEngine } from "./engine.js";
import { build, install } from "./ready.js";
import { runTests } from "./vitest.js";

const rotatingCount = 1;
const msPerDay = 86_400_000;

const everyDay = ["linters", "development", "production", "evolution"];
/** One of them each day: they take minutes. */
const byTurns = ["day-two", "load", "postgres", "redis", "replicas", "swarm", "upgrade"];

install();
build();
const { frameworks } = listChoices();
const day = Math.floor(Date.now() / msPerDay);
const chosen = partOf(frameworks, day);
const rehearsals = [...everyDay, byTurns[day % byTurns.length]];
process.stdout.write(
  `On the engine in this run: ${chosen.join(", ")} of ${frameworks.length} frameworks; ` +
    `${rehearsals.join(", ")} of ${everyDay.length + byTurns.length} rehearsals. The part changes ` +
    "daily; `npm run test:engine -- --all` runs everything.\n",
);
prepareEngine(chosen);

const env = { ...engineEnvironment(chosen), ENGINE_PART: "yes" };
const results = [
  runTests("fast", { env }),
  runTests("slow", { env }),
  runTests("engine", { env, args: rehearsals.map((name) => `tests/engine/${name}.test.ts`) }),
];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** The default framework, and a few of the others by the day. */
function partOf(all, day) {
  const others = all.filter(({ isDefault }) => !isDefault);
  const count = Math.min(rotatingCount, others.length);
  const rotating = Array.from(
    { length: count },
    (_, index) => others[(day * count + index) % others.length],
  );
  return [...all.filter(({ isDefault }) => isDefault), ...rotating].map(({ id }) => id);
}
