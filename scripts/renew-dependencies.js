// `npm run renew:dependencies [-- <framework> …]`: brings the locked dependencies of the templates up
// to date, by the commands that each project's README gives for that, and tests what comes out.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { listChoices, prepareEngine } from "./engine.js";
import { build, install, root, run } from "./ready.js";

install();
build();
const { frameworks, addOns } = listChoices();
const wanted = process.argv.slice(2);
const chosen = frameworks.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const unknown = wanted.filter((word) => !frameworks.some(({ id }) => id === word));
if (unknown.length > 0) {
  process.stderr.write(`There is no framework ${unknown.join(", ")}.\n`);
  process.exit(2);
}
const ids = chosen.map(({ id }) => id);
prepareEngine(ids);
const workshop = mkdtempSync(join(tmpdir(), "renew-"));
let changed;
try {
  changed = chosen.flatMap((framework) => [
    ...renew(framework, { layer: join("frameworks", framework.id), flags: [] }),
    ...addOns
      .map(({ id }) => ({ layer: join("addons", `${id}-${framework.id}`), flags: ["--with", id] }))
      .filter(({ layer }) => existsSync(join(root, "templates", layer)))
      .flatMap((variant) => renew(framework, variant)),
  ]);
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
process.stdout.write(
  changed.length === 0
    ? "Everything is up to date.\n"
    : `${changed.map((path) => `changed: ${path}\n`).join("")}Now the tests.\n`,
);
if (changed.length > 0) {
  run("npm", ["run", "test:update"]);
  run("npm", ["run", "test:engine", "--", ...ids]);
}

/** Renews what one layer locks in a project of its own; the files of the templates that changed. */
function renew({ id, renewals }, { layer, flags: more }) {
  const project = join(workshop, `renew-${layer.replaceAll(/[^a-z0-9]+/g, "-")}`);
  const compose = (...args) => run("docker", ["compose", ...args], { cwd: project });
  const program = join(root, "bin", "create-docker-pg-app.cjs");
  const flags = ["--framework", id, "--yes", "--no-git", "--quiet", "--port", "auto", ...more];
  run(process.execPath, [program, project, ...flags, "--db-port", "none"]);
  compose("build", "dev");
  for (const { run: command } of renewals) {
    compose("run", "--rm", "-T", "--no-deps", "dev", ...command.split(" "));
  }
  spawnSync("docker", ["compose", "down", "--volumes", "--rmi", "local"], { cwd: project });
  return [...new Set(renewals.flatMap(({ files }) => files))].flatMap((file) => {
    const template = join("templates", layer, file);
    if (!existsSync(join(root, template))) return [];
    if (readFileSync(join(project, file)).equals(readFileSync(join(root, template)))) return [];
    copyFileSync(join(project, file), join(root, template));
    return [template];
  });
}
