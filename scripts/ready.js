// Brings a checkout to where it can run: dependencies installed, program built. Built-ins only,
// since nothing is installed yet when it starts.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the checkout, its output on stderr; ends this process if it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
    ...options,
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs what package-lock.json names, unless that has been done since it last changed. */
export function install() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (
    existsSync(installed) &&
    modifiedMs(installed) >= modifiedMs(join(root, "package-lock.json"))
  ) {
    return;
  }
  process.stderr.write("Installing dependencies …\n");
  run("npm", ["ci", "--silent"]);
}

/** Builds dist/ unless it is newer than all that it is made of. */
export function build() {
  const built = join(root, "dist", "cli.cjs");
  const sources = [
    "src",
    "templates",
    "scripts/templates.ts",
    "tsdown.config.ts",
    "package-lock.json",
  ].map((path) => join(root, path));
  const newest = Math.max(...sources.map(newestMs));
  if (existsSync(built) && modifiedMs(built) >= newest) return;
  process.stderr.write("Building …\n");
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(status ?? 1);
}

function modifiedMs(path) {
  return statSync(path).mtimeMs;
}

function newestMs(path) {
  if (!statSync(path).isDirectory()) return modifiedMs(path);
  return Math.max(...readdirSync(path).map((name) => newestMs(join(path, name))), modifiedMs(path));
}
