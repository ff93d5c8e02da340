// Runs a file of src, and starts it anew after an edit: node dev.ts <file>
// It stands outside src, so that an error there cannot end it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { watch } from "chokidar";

const debounceMs = 100;
const killAfterMs = 2500;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("Which file? node dev.ts <file>");
const args = [...process.execArgv, file];

let child: ChildProcess | undefined;

function start(): void {
  child = spawn(process.execPath, args, { stdio: "inherit" });
  child.on("exit", (code) => {
    if (code) console.error("It has ended; it starts again after the next edit.");
  });
}

async function stop(): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  const timer = setTimeout(() => child?.kill("SIGKILL"), killAfterMs);
  child.kill();
  await exited;
  clearTimeout(timer);
}

let restarts = Promise.resolve();
let debounce: NodeJS.Timeout | undefined;

function restart(): void {
  clearTimeout(debounce);
  debounce = setTimeout(() => {
    // One after the other: the port is free only when the old process is gone.
    restarts = restarts.then(stop).then(start);
  }, debounceMs);
}

// Compose gives an address to what can be opened in a browser.
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
