// `npm run bench:cli`: start-up and a whole scaffold of the packed program, beside a bare Node and
// create-vite. All of them take turns in one run, so that a busy machine slows them alike.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { median, writeSection } from "./benchmarks.js";
import { build, install, root } from "./ready.js";

const rounds = 40;
const warmUps = 3;

install();
build();
const folder = mkdtempSync(join(tmpdir(), "bench-cli-"));
try {
  const { size, unpackedSize, filename } = pack();
  const ours = installed("ours", join(folder, filename), "create-docker-pg-app");
  const vite = installed("vite", "create-vite", "create-vite");
  const files = join(folder, "files.json");
  writeFileSync(files, JSON.stringify(filesOf(ours.bin)));
  const floor = join(root, "scripts", "bench-cli-floor.cjs");
  const medians = measure({
    bare: () => ["-e", "0"],
    version: () => [ours.bin, "--version"],
    help: () => [ours.bin, "--help"],
    scaffold: (name) => [ours.bin, name, "--yes", "--no-git", "--quiet"],
    floor: (name) => [floor, files, name],
    viteHelp: () => [vite.bin, "--help"],
    viteScaffold: (name) => [vite.bin, name, "--template", "vanilla-ts", "--no-interactive"],
  });
  const row = (what, key, reference) =>
    `| ${what} | ${medians[key].toFixed(0)} ms | ${(medians[key] / medians.bare).toFixed(2)} × |` +
    ` ${reference === undefined ? "" : `${(medians[key] / medians[reference]).toFixed(2)} ×`} |`;
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  writeSection(
    "cli",
    [
      `Node.js ${process.versions.node}, ${cpus().length} processors, the median of ${rounds} runs each.`,
      "",
      `| command | median | beside \`node -e 0\` | beside create-vite ${vite.version} |`,
      "| --- | --- | --- | --- |",
      row("`node -e 0`", "bare"),
      row("`--version`", "version"),
      row("`--help`", "help", "viteHelp"),
      row("a whole project: `my-api --yes --no-git --quiet`", "scaffold", "viteScaffold"),
      row("only writing its files, asking git and trying its ports", "floor", "viteScaffold"),
      row("create-vite: `--help`", "viteHelp"),
      row("create-vite: `my-app --template vanilla-ts --no-interactive`", "viteScaffold"),
      "",
      "| package | packed | unpacked | packages installed |",
      "| --- | --- | --- | --- |",
      `| create-docker-pg-app | ${kilobytes(size)} | ${kilobytes(unpackedSize)} | ${ours.packageCount} |`,
    ].join("\n"),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack() {
  const output = execFileSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  return JSON.parse(output)[0];
}

/** Installs a package by npm in an empty folder of its own. */
function installed(place, source, name) {
  const home = join(folder, place);
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), '{ "private": true }');
  const npm = ["install", "--no-audit", "--no-fund", "--silent", source];
  execFileSync("npm", npm, { cwd: home, stdio: ["ignore", "ignore", 2] });
  const modules = join(home, "node_modules");
  const manifest = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
  return {
    bin: join(modules, name, manifest.bin[name] ?? manifest.bin),
    version: manifest.version,
    packageCount: readdirSync(modules).filter((entry) => !entry.startsWith(".")).length,
  };
}

/** The files of a project that the program makes: path → text. */
function filesOf(bin) {
  const project = join(folder, "project");
  execFileSync(process.execPath, [bin, project, "--yes", "--no-git", "--quiet"]);
  const entries = readdirSync(project, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [relative(project, path), readFileSync(path, "utf8")]),
  );
}

/** The median of each command in ms; every round runs each of them once. */
function measure(commands) {
  const projects = join(folder, "projects");
  const taken = Object.fromEntries(Object.keys(commands).map((key) => [key, []]));
  for (let round = -warmUps; round < rounds; round++) {
    mkdirSync(projects);
    for (const [key, argumentsOf] of Object.entries(commands)) {
      const args = argumentsOf(`project-${key}`);
      const started = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: projects,
        stdio: ["ignore", "ignore", "pipe"],
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
      if (round >= 0) taken[key].push(performance.now() - started);
    }
    const made = readdirSync(projects).sort().join(" ");
    if (made !== "project-floor project-scaffold project-viteScaffold")
      throw new Error(`Made only: ${made}`);
    rmSync(projects, { recursive: true });
  }
  return Object.fromEntries(Object.entries(taken).map(([key, times]) => [key, median(times)]));
}
