import process from "node:process";
import { stepOf } from "../core/compose-progress.ts";
import type { Terminal } from "./terminal.ts";

export interface ProgressLine {
  update(line: string): void;
  stop(): void;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const frameMs = 100;

/** One line that tells what is being done and since when; plain lines where no terminal is. */
export function openProgress(terminal: Terminal, title: string): ProgressLine {
  const startedMs = performance.now();
  const elapsed = () => `${Math.round((performance.now() - startedMs) / 1000)} s`;
  if (!terminal.isInteractive || process.env.TERM === "dumb") {
    terminal.say(`${title} …`);
    const told = new Set<string>();
    return {
      update: (line) => {
        const milestone = stepOf(line)?.milestone;
        if (milestone === undefined || told.has(milestone)) return;
        told.add(milestone);
        terminal.say(`  ${elapsed().padStart(5)}  ${milestone}`);
      },
      stop: () => {},
    };
  }
  let detail = "";
  let frame = 0;
  const draw = () => {
    const columns = process.stderr.columns ?? 80;
    const lead = `${frames[frame++ % frames.length]} ${title} ${elapsed()}`;
    const room = Math.max(0, columns - lead.length - 4);
    process.stderr.write(`\r\u001b[K${lead}  ${terminal.style.dim(detail.slice(0, room))}`);
  };
  const timer = setInterval(draw, frameMs);
  draw();
  return {
    update: (line) => {
      detail = stepOf(line)?.detail ?? detail;
    },
    stop: () => {
      clearInterval(timer);
      process.stderr.write("\r\u001b[K");
    },
  };
}
