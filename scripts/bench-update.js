// `npm run bench:update`: a re-run in a project with 10,000 files of the user, where nothing is new
// and where every generated file is to be merged, beside hashing those files and `git merge-file`.
// All of them take turns in one run, so that a busy machine slows them alike.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { median, writeSection } from "./benchmarks.js";
import { build, install, root } from "./ready.js";

const rounds = 15;
const warmUps = 1;
const userFileCount = 10_000;
const program = join(root, "bin", "create-docker-pg-app.cjs");

install();
build();
const folder = mkdtempSync(join(tmpdir(), "bench-update-"));
try {
  const current = makeProject("current");
  const outdated = join(folder, "outdated");
  cpSync(current, outdated, { recursive: true });
  const merged = makeOutdated(outdated);
  const commands = {
    bare: () => run(process.execPath, ["-e", "0"]),
    noOp: () => update(current),
    full: () => update(outdated),
    hash: () => run("sh", ["-c", "find mine -type f -print0 | xargs -0 sha256sum"], current),
    git: () => merged.forEach(mergeByGit),
  };
  const { medians, peaks } = measure(commands, () => restore(outdated, merged));
  const row = (what, key, memory) =>
    `| ${what} | ${medians[key].toFixed(0)} ms | ${ratio(key, "hash")} | ${ratio(key, "git")} | ${memory} |`;
  const ratio = (key, reference) => `${(medians[key] / medians[reference]).toFixed(2)} ×`;
  const megabytes = (key) => `${(peaks[key] / 1000).toFixed(0)} MB`;
  writeSection(
    "bench:update",
    [
      `Node.js ${process.versions.node}, ${cpus().length} processors, the median of ${rounds} runs each; ` +
        `${userFileCount} files of the user, ${merged.length} generated files to merge.`,
      "",
      "| command | median | beside hashing | beside git | memory at its peak |",
      "| --- | --- | --- | --- | --- |",
      row("`node -e 0`", "bare", megabytes("bare")),
      row("an update with nothing new", "noOp", megabytes("noOp")),
      row("an update that merges every generated file", "full", megabytes("full")),
      row(`\`sha256sum\` of the ${userFileCount} files`, "hash", ""),
      row(`\`git merge-file\` ${merged.length} times`, "git", ""),
    ].join("\n"),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeProject(name) {
  run(process.execPath, [program, name, "--yes", "--no-git", "--quiet"], folder);
  const project = join(folder, name);
  for (let index = 0; index < userFileCount; index++) {
    const path = join(project, "mine", String(index % 100), `${index}.txt`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `file ${index}\n`.repeat(200));
  }
  return project;
}

/** Makes a project look as if an older version had generated it, and its user edited every file. */
function makeOutdated(project) {
  const statePath = join(project, ".docker-pg", "state.json");
  const state = JSON.parse(readFileSync(statePath, "utf8"));
  const merged = [];
  for (const [path, file] of Object.entries(state.files)) {
    if (file.policy !== "merge") continue;
    const text = readFileSync(join(project, path), "utf8");
    if (text === "") continue;
    const base = `${text}# older\n`;
    file.sha256 = createHash("sha256").update(base).digest("hex");
    appendFileSync(
      join(project, ".docker-pg", "base.jsonl"),
      `${JSON.stringify({ sha256: file.sha256, text: base })}\n`,
    );
    merged.push({ path, base, ours: `# mine\n${base}`, theirs: text });
  }
  writeFileSync(statePath, JSON.stringify(state));
  cpSync(join(project, ".docker-pg"), join(folder, "outdated-state"), { recursive: true });
  return merged;
}

function restore(project, merged) {
  rmSync(join(project, ".docker-pg"), { recursive: true });
  cpSync(join(folder, "outdated-state"), join(folder, "state-copy"), { recursive: true });
  renameSync(join(folder, "state-copy"), join(project, ".docker-pg"));
  for (const { path, ours } of merged) writeFileSync(join(project, path), ours);
  merged.forEach(({ base, ours, theirs }, index) => {
    for (const [side, text] of Object.entries({ base, ours, theirs })) {
      writeFileSync(join(folder, `${index}.${side}`), text);
    }
  });
}

function update(project) {
  const result = run(process.execPath, [program, "--json"], project);
  const { ok, changes } = JSON.parse(result.stdout);
  const isDone = project.endsWith("outdated")
    ? changes.some(({ change }) => change === "merge")
    : changes.every(({ change }) => change === "keep");
  if (!ok || !isDone) throw new Error(`The update did not do what is measured: ${result.stdout}`);
  return result;
}

function mergeByGit(_file, index) {
  const [ours, base, theirs] = ["ours", "base", "theirs"].map((side) => `${index}.${side}`);
  run("git", ["merge-file", "--quiet", ours, base, theirs], folder);
}

/** Runs a command under GNU time, which tells its memory. */
function run(command, args, cwd = folder) {
  const peakPath = join(folder, "peak");
  const { status, stdout, stderr } = spawnSync(
    "/usr/bin/time",
    ["--quiet", "--format=%M", `--output=${peakPath}`, command, ...args],
    { cwd, encoding: "utf8", maxBuffer: 100_000_000 },
  );
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${status}: ${stderr}`);
  return { stdout, peakKilobytes: Number(readFileSync(peakPath, "utf8")) };
}

/** The median of each command in ms, and its memory at the most; every round runs each of them once. */
function measure(commands, prepare) {
  const taken = Object.fromEntries(Object.keys(commands).map((key) => [key, []]));
  const peaks = {};
  for (let round = -warmUps; round < rounds; round++) {
    prepare();
    for (const [key, command] of Object.entries(commands)) {
      const started = performance.now();
      const result = command();
      if (round < 0) continue;
      taken[key].push(performance.now() - started);
      peaks[key] = Math.max(peaks[key] ?? 0, result?.peakKilobytes ?? 0);
    }
  }
  const medians = Object.fromEntries(
    Object.entries(taken).map(([key, times]) => [key, median(times)]),
  );
  return { medians, peaks };
}
