import process from "node:process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { interruption } from "../errors.ts";
import type { Checkpoint } from "./files.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const lookEveryMs = 15;

/**
 * Runs a writer that tidies up after a failure; ^C or a polite kill is one, at its next checkpoint.
 * Once the work is done there is nothing to undo, and they do what they always do.
 */
export async function withInterrupts<Result>(
  work: (checkpoint: Checkpoint) => Promise<Result>,
): Promise<Result> {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    let lookedAtMs = performance.now();
    return await work(async () => {
      // Signals arrive between turns of the event loop; a turn for each file would double the time.
      if (performance.now() - lookedAtMs < lookEveryMs) return;
      await nextTurn();
      lookedAtMs = performance.now();
      if (isInterrupted) throw interruption();
    });
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}
