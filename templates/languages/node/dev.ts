// The development server: runs src/server.ts, or what it is told, and starts it anew after an edit.
// It stands outside src, so that an error there cannot end it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { watch } from "chokidar";

const debounceMs = 100;
const killAfterMs = 2500;

const [main = "src/server.ts"] = process.argv.slice(2);

let server: ChildProcess | undefined;

function start(): void {
  server = spawn(process.execPath, [...process.execArgv, main], { stdio: "inherit" });
  server.on("exit", (code) => {
    if (code) console.error("It has ended; it starts again after the next edit.");
  });
}

async function stop(): Promise<void> {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, "exit");
  const timer = setTimeout(() => server?.kill("SIGKILL"), killAfterMs);
  server.kill();
  await exited;
  clearTimeout(timer);
}

let restarts = Promise.resolve();
let debounce: NodeJS.Timeout | undefined;

function restart(): void {
  clearTimeout(debounce);
  debounce = setTimeout(() => {
    // One after the other: the port is free only when the old server is gone.
    restarts = restarts.then(stop).then(start);
  }, debounceMs);
}

// A worker has no address.
if (process.env.APP_URL) console.log(`Open ${process.env.APP_URL}`);
start();

// File events do not come through every mount; looking every second does.
const watcher = watch("src", {
  ignoreInitial: true,
  usePolling: Boolean(process.env.RELOAD_POLLING),
  interval: 1000,
});
watcher.on("all", restart);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    clearTimeout(debounce);
    await watcher.close();
    await restarts.then(stop);
    process.exit();
  });
}
