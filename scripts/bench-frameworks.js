// `npm run bench:frameworks [-- <framework> …]`: generated projects beside the plain recipe (the whole
// folder copied before the install, full base image, one stage), in one run on one engine. Writes
// docs/benchmarks.md.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { median, writeSection } from "./benchmarks.js";
import { listChoices, prepareEngine } from "./engine.js";
import { addPersons, compose, prepareServer } from "./projects.js";
import { build, install, root } from "./ready.js";

const rounds = 3;
const loadSeconds = 5;
const connections = 8;
const plainRecipes = { "plain Flask": "flask", "plain Express": "express" };
const plainBase = { flask: "python:3.14-trixie", express: "node:24-trixie" };

install();
build();
const { default: autocannon } = await import("autocannon");
const { frameworks } = listChoices();
const wanted = process.argv.slice(2);
const chosen = frameworks.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
prepareEngine(chosen.map(({ id }) => id));
execFileSync("bash", ["bench/images", ...Object.values(plainBase)], {
  cwd: root,
  stdio: "inherit",
});

const workshop = mkdtempSync(join(tmpdir(), "bench-"));
const rows = [];
try {
  for (const [label, id] of Object.entries(plainRecipes)) {
    if (chosen.some((framework) => framework.id === id)) rows.push(await measurePlain(label, id));
  }
  for (const framework of chosen) rows.push(await measureGenerated(framework));
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
writeSection("frameworks", tableOf(rows));

async function measurePlain(label, id) {
  const folder = join(workshop, `plain-${id}`);
  cpSync(join(root, "bench", "plain-recipes", id), folder, { recursive: true });
  const source = readdirSync(folder).find((name) => name.startsWith("app."));
  return measure({
    label,
    folder,
    sources: [source],
    image: `plain-${id}:dev`,
    base: plainBase[id],
    address: () => "http://127.0.0.1:8000",
  });
}

async function measureGenerated({ id, label, images, sourceDirs }) {
  const name = `bench-${id}`;
  const folder = join(workshop, name);
  execFileSync(
    process.execPath,
    [
      join(root, "bin", "create-docker-pg-app.cjs"),
      ...[folder, "--framework", id, "--yes", "--no-git", "--quiet"],
      ...["--port", "auto", "--db-port", "auto"],
    ],
    { cwd: workshop },
  );
  const address = () => `http://${compose(folder, ["port", "app", "8000"]).trim()}`;
  const sources = sourcesOf(folder, sourceDirs);
  const row = await measure({
    label,
    folder,
    sources,
    image: `${name}:dev`,
    base: images[0],
    address,
  });
  return { ...row, ...(await measureProduction({ folder, name, base: images.at(-1) })) };
}

/** What both kinds are measured by. Medians, in seconds and MB. */
async function measure({ label, folder, sources, image, base, address }) {
  process.stderr.write(`${label} …\n`);
  const down = (...more) => compose(folder, ["down", "--timeout", "1", ...more]);
  try {
    const cold = timed(() => compose(folder, ["build", "--no-cache"]));
    const rebuilds = [];
    for (let round = 0; round < rounds; round++) {
      // Never the same text twice: the engine would remember the layer from an earlier run.
      replaceIn(folder, sources, /(["'`])(ok|ok-\d+)\1/g, `$1ok-${Date.now()}$1`);
      rebuilds.push(timed(() => compose(folder, ["build"])));
    }
    replaceIn(folder, sources, /(["'`])ok-\d+\1/g, "$1ok$1");
    compose(folder, ["build"]);
    const fresh = [];
    const old = [];
    for (let round = 0; round < rounds; round++) {
      down("--volumes");
      fresh.push(await secondsToFirstAnswer(folder, address));
      down();
      old.push(await secondsToFirstAnswer(folder, address));
    }
    const url = address();
    const edits = [];
    for (let round = 0; round < rounds; round++) {
      const text = `edited-${round}`;
      replaceIn(folder, sources, /(["'`])(ok|edited-\d+)\1/g, `$1${text}$1`);
      const started = performance.now();
      await until(async () => (await ask(`${url}/healthz`)).text.includes(text));
      edits.push((performance.now() - started) / 1000);
      await wait(500);
    }
    replaceIn(folder, sources, /(["'`])edited-\d+\1/g, "$1ok$1");
    return {
      label,
      coldS: cold,
      rebuildS: median(rebuilds),
      freshS: median(fresh),
      oldS: median(old),
      editS: median(edits),
      imageMb: sizeMb(image),
      addedMb: sizeMb(image) - sizeMb(base),
    };
  } finally {
    down("--volumes", "--remove-orphans");
    spawnSync("docker", ["rmi", "--force", image]);
  }
}

/** The production image with one replica, its port published for the load. */
async function measureProduction({ folder, name, base }) {
  writeFileSync(
    join(folder, "publish-app.yaml"),
    'services: { app: { ports: ["127.0.0.1::8000"] } }\n',
  );
  prepareServer(folder, "publish-app.yaml", 1);
  try {
    compose(folder, ["up", "--detach", "--build", "--wait"]);
    const url = `http://${compose(folder, ["port", "app", "8000"]).trim()}`;
    await addPersons(url);
    await wait(3000);
    const container = compose(folder, ["ps", "--quiet", "app"]).trim();
    const usage = execFileSync(
      "docker",
      ["stats", "--no-stream", "--format", "{{ .MemUsage }}", container],
      { encoding: "utf8" },
    );
    const load = await autocannon({
      url: `${url}/persons?limit=5`,
      connections,
      duration: loadSeconds,
    });
    if (load.non2xx > 0 || load.errors > 0) {
      throw new Error(`${name}: ${load.non2xx} answers were errors, ${load.errors} were none`);
    }
    const prodMb = sizeMb(`${name}:prod`);
    return {
      prodMb,
      prodAddedMb: prodMb - sizeMb(base),
      idleMb: Number.parseFloat(usage) * (usage.includes("GiB") ? 1024 : 1),
      perSecond: load.requests.average,
    };
  } finally {
    compose(folder, ["--profile", "*", "down", "--volumes", "--timeout", "1"]);
    spawnSync("docker", ["rmi", "--force", `${name}:prod`]);
  }
}

async function secondsToFirstAnswer(folder, address) {
  const started = performance.now();
  compose(folder, ["up", "--detach"]);
  const url = address();
  await until(async () => {
    const path = url.endsWith(":8000") && folder.includes("plain-") ? "/healthz" : "/readyz";
    return (await ask(`${url}${path}`)).status === 200;
  });
  return (performance.now() - started) / 1000;
}

/** Not fetch: its promise can stay open for ever when a server dies in the middle of its answer. */
function ask(url) {
  return new Promise((resolve, reject) => {
    const asking = get(url, { agent: false, timeout: 2000 }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("close", () => resolve({ status: answer.statusCode, text }));
    });
    asking.on("timeout", () => asking.destroy(new Error("No answer in two seconds")));
    asking.on("error", reject);
  });
}

async function until(isTrue, timeoutMs = 120_000) {
  const started = performance.now();
  while (!(await isTrue().catch(() => false))) {
    if (performance.now() - started > timeoutMs) throw new Error("No answer in two minutes");
    await wait(10);
  }
}

/** The app's own files that say "ok", as `/healthz` does; tests are left out. */
function sourcesOf(folder, dirs) {
  return dirs
    .flatMap((dir) =>
      readdirSync(join(folder, dir), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
    )
    .filter((path) => !/(^|\/|[._])tests?([._/]|$)/.test(path))
    .filter((path) => /(["'`])ok\1/.test(readFileSync(join(folder, path), "utf8")));
}

function replaceIn(folder, paths, from, to) {
  for (const path of paths) {
    const full = join(folder, path);
    writeFileSync(full, readFileSync(full, "utf8").replace(from, to));
  }
}

function timed(run) {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
}

function sizeMb(image) {
  return (
    Number(
      execFileSync("docker", ["image", "inspect", "--format", "{{ .Size }}", image], {
        encoding: "utf8",
      }),
    ) / 1e6
  );
}

function tableOf(measured) {
  const figure = (value, digits) => (value === undefined ? "" : value.toFixed(digits));
  const head = [
    "",
    "cold build, s",
    "rebuild after an edit, s",
    "up to first 200: new volume, s",
    "old volume, s",
    "edit to served, s",
    "dev image, MB (over base)",
    "prod image, MB (over base)",
    "idle, MB",
    "requests/s",
  ];
  const lines = measured.map((row) => [
    row.label,
    figure(row.coldS, 1),
    figure(row.rebuildS, 2),
    figure(row.freshS, 2),
    figure(row.oldS, 2),
    figure(row.editS, 2),
    `${figure(row.imageMb, 0)} (+${figure(row.addedMb, 0)})`,
    row.prodMb === undefined ? "" : `${figure(row.prodMb, 0)} (+${figure(row.prodAddedMb, 0)})`,
    figure(row.idleMb, 0),
    figure(row.perSecond, 0),
  ]);
  const table = [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
  return `${table}\n\nMedians of ${rounds}, all in one run. Requests: \`GET /persons?limit=5\`, one replica of the production image on its default settings, ${connections} connections.\n${ratiosOf(measured)}`;
}

function ratiosOf(measured) {
  const pairs = [
    ["plain Flask", "Flask"],
    ["plain Express", "Express"],
  ];
  return pairs
    .map((pair) => pair.map((label) => measured.find((row) => row.label === label)))
    .filter(([plain, own]) => plain && own)
    .map(
      ([plain, own]) =>
        `\n${own.label} beside the plain recipe: rebuild ${(plain.rebuildS / own.rebuildS).toFixed(1)} × faster, ` +
        `production image ${(own.prodMb / plain.imageMb).toFixed(2)} of the size, ` +
        `first 200 after ${(own.freshS / plain.freshS).toFixed(1)} × (new volume) and ${(own.oldS / plain.oldS).toFixed(1)} × (old volume) the time, ` +
        `edit served in ${(own.editS / plain.editS).toFixed(1)} × the time.`,
    )
    .join("\n");
}
