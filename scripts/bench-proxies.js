// `npm run bench:proxies`: a production of 1, 4 and 20 replicas, asked directly and through each proxy,
// and what an update costs those who ask meanwhile. Writes docs/benchmarks.md.
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { median, writeSection } from "./benchmarks.js";
import { prepareEngine } from "./engine.js";
import { addPersons, compose, prepareServer } from "./projects.js";
import { build, install, root } from "./ready.js";

const replicaCounts = [1, 4, 20];
const rounds = 3;
const loadSeconds = 5;
const connections = 32;
const visitors = 8;
const updatedReplicas = 2;
const path = "/persons?limit=5";
const ways = {
  "`docker compose up -d --build --wait`": ["up -d --build --wait"],
  "surge and shrink": [
    "build",
    "run --rm migrate",
    `up -d --wait --no-deps --no-recreate --scale app=${2 * updatedReplicas} app`,
    "up -d --wait",
  ],
};

install();
build();
const { default: autocannon } = await import("autocannon");
prepareEngine(["flask"]);

const workshop = mkdtempSync(join(tmpdir(), "bench-"));
const folder = generate("bench-proxies", "caddy");
// Both proxies in front of the same replicas.
writeFileSync(
  join(folder, "second-proxy.yaml"),
  `services: { nginx: { extends: { service: proxy, file: ${generate("bench-nginx", "nginx")}/compose.prod.yaml } } }\n`,
);
prepareServer(folder, "second-proxy.yaml", replicaCounts[0]);
const proxies = { Caddy: "proxy", nginx: "nginx" };
const loads = [];
const updates = [];
try {
  compose(folder, ["up", "--detach", "--build", "--wait"]);
  await addPersons(addressOf("proxy"));
  for (const count of replicaCounts) loads.push(await measureLoad(count));
  scaleTo(updatedReplicas);
  for (const [label, service] of Object.entries(proxies)) {
    for (const [way, commands] of Object.entries(ways)) {
      updates.push({ label, way, ...(await measureUpdate(service, commands)) });
    }
  }
} finally {
  compose(folder, ["--profile", "*", "down", "--volumes", "--timeout", "1"]);
  spawnSync("docker", ["rmi", "--force", "bench-proxies:prod"]);
  rmSync(workshop, { recursive: true, force: true });
}
writeSection("proxies", `${loadTable()}\n\n${updateTable()}`);

function generate(name, proxy) {
  const project = join(workshop, name);
  execFileSync(process.execPath, [
    join(root, "bin", "create-docker-pg-app.cjs"),
    ...[project, "--framework", "flask", "--proxy", proxy, "--yes", "--no-git", "--quiet"],
    ...["--port", "auto", "--db-port", "auto"],
  ]);
  return project;
}

function addressOf(service) {
  return `http://127.0.0.1:${compose(folder, ["port", service, "80"]).trim().split(":").at(-1)}`;
}

/** Of each replica, on the network that it shares with the proxies. */
function replicaAddresses() {
  const containers = compose(folder, ["ps", "--quiet", "app"]).trim().split("\n");
  const format = '{{ (index .NetworkSettings.Networks "bench-proxies_default").IPAddress }}';
  const found = execFileSync("docker", ["inspect", "--format", format, ...containers], {
    encoding: "utf8",
  });
  return found
    .trim()
    .split("\n")
    .map((address) => `http://${address}:8000`);
}

function scaleTo(count) {
  replaceIn(".env", /^APP_REPLICAS=.*$/m, `APP_REPLICAS=${count}`);
  compose(folder, ["up", "--detach", "--wait"]);
}

/** Direct, Caddy and nginx take turns, so that a busy moment of the machine meets all of them. */
async function measureLoad(count) {
  scaleTo(count);
  const targets = { direct: replicaAddresses() };
  for (const [label, service] of Object.entries(proxies)) targets[label] = [addressOf(service)];
  const results = Object.fromEntries(Object.keys(targets).map((label) => [label, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [label, addresses] of Object.entries(targets)) {
      process.stderr.write(`${count} replicas, ${label} …\n`);
      const load = await autocannon({
        url: addresses.map((address) => `${address}${path}`),
        connections,
        duration: loadSeconds,
      });
      if (load.non2xx > 0 || load.errors > 0) {
        throw new Error(`${label}: ${load.non2xx} answers were errors, ${load.errors} were none`);
      }
      results[label].push({ perSecond: load.requests.average, p99Ms: load.latency.p99 });
    }
  }
  return { count, results };
}

/** Visitors ask one thing after another while a new version comes out. */
async function measureUpdate(service, commands) {
  process.stderr.write(`${service}: ${commands.join(", ")} …\n`);
  replaceIn("public/index.html", /<title>.*<\/title>/, `<title>${Date.now()}</title>`);
  const url = `${addressOf(service)}${path}`;
  const agent = new Agent({ keepAlive: true });
  const answers = [];
  let isOver = false;
  const visit = async () => {
    while (!isOver) {
      const started = performance.now();
      const isGood = await isServed(url, agent);
      answers.push({ isGood, started, ended: performance.now() });
      if (!isGood) await wait(100);
    }
  };
  const visits = Promise.all(Array.from({ length: visitors }, visit));
  const started = performance.now();
  for (const command of commands) {
    await promisify(execFile)("docker", ["compose", ...command.split(" ")], { cwd: folder });
  }
  const seconds = (performance.now() - started) / 1000;
  isOver = true;
  await visits;
  agent.destroy();
  const failed = answers.filter(({ isGood }) => !isGood);
  const first = Math.min(...failed.map((answer) => answer.started));
  const last = Math.max(...failed.map((answer) => answer.ended));
  return {
    seconds,
    asked: answers.length,
    failed: failed.length,
    failingS: failed.length === 0 ? 0 : (last - first) / 1000,
    longestS: Math.max(...answers.map((answer) => (answer.ended - answer.started) / 1000)),
  };
}

function isServed(url, agent) {
  return new Promise((resolve) => {
    const asking = get(url, { agent, timeout: 20_000 }, (answer) => {
      answer.resume();
      answer.on("close", () => resolve(answer.statusCode === 200 && answer.complete));
    });
    asking.on("timeout", () => asking.destroy(new Error("No answer in 20 seconds")));
    asking.on("error", () => resolve(false));
  });
}

function replaceIn(file, from, to) {
  const full = join(folder, file);
  writeFileSync(full, readFileSync(full, "utf8").replace(from, to));
}

function tableOf(head, lines) {
  return [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function loadTable() {
  const labels = Object.keys(loads[0].results);
  const cellsOf = (results) =>
    labels.flatMap((label) => [
      median(results[label].map(({ perSecond }) => perSecond)).toFixed(0),
      median(results[label].map(({ p99Ms }) => p99Ms)).toFixed(0),
    ]);
  const table = tableOf(
    ["replicas", ...labels.flatMap((label) => [`${label}: requests/s`, "p99, ms"])],
    loads.map(({ count, results }) => [count, ...cellsOf(results)]),
  );
  return (
    `${table}\n\nMedians of ${rounds} times ${loadSeconds} s, all in one run on ${cpus().length} processors, which the load, the ` +
    `proxy, the replicas and the database share: more replicas cannot serve more here. Flask, two workers in each replica, ` +
    `\`GET ${path}\`, ${connections} connections. Direct: the load takes the replicas' own addresses in turn.`
  );
}

function updateTable() {
  const table = tableOf(
    ["update by", "through", "takes, s", "requests failed", "failing for, s", "longest answer, s"],
    updates.map(({ way, label, seconds, asked, failed, failingS, longestS }) => [
      way,
      label,
      seconds.toFixed(1),
      `${failed} of ${asked}`,
      failingS.toFixed(1),
      longestS.toFixed(1),
    ]),
  );
  return `${table}\n\n${updatedReplicas} replicas, ${visitors} visitors who ask one thing after another, and wait 0.1 s when it fails. Failing for: from the start of the first request that failed to the end of the last.`;
}
