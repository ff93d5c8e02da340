import process from "node:process";
import type { Terminal } from "./terminal.ts";

export interface ProgressLine {
  update(detail: string): void;
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
    let last = "";
    return {
      update: (detail) => {
        const step = stepOf(detail);
        if (step !== undefined && step !== last) terminal.say(`  ${elapsed()}  ${step}`);
        last = step ?? last;
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
      detail = stepOf(line) ?? detail;
    },
    stop: () => {
      clearInterval(timer);
      process.stderr.write("\r\u001b[K");
    },
  };
}

/** The steps that a person can follow, out of buildkit's and compose's plain progress. */
function stepOf(line: string): string | undefined {
  const build = /^#\d+ \[(?<stage>[\w-]+ )?(?:stage-\d+ )?(?<step>\d+\/\d+)\] (?<what>.+)$/.exec(
    line,
  );
  if (build?.groups) return build.groups.what;
  const container = /^\s*Container (\S+)\s+(Creating|Starting|Waiting|Healthy|Exited)/.exec(line);
  if (container) return `${container[1]} ${(container[2] as string).toLowerCase()}`;
  return undefined;
}
