import process from "node:process";
import { isatty } from "node:tty";
import { Chalk, type ChalkInstance } from "chalk";

export interface TerminalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

/** Where the program speaks: data to stdout, everything else to stderr. */
export interface Terminal {
  /** Somebody is there to answer questions. */
  readonly isInteractive: boolean;
  readonly json: boolean;
  /** Colours for what is written to stderr. */
  readonly style: ChalkInstance;
  /** Colours for what is written to stdout. */
  readonly dataStyle: ChalkInstance;
  /** Talk: silent with `--quiet` and `--json`. */
  say(text: string): void;
  /** Warnings and errors: silent only with `--json`, whose document carries them. */
  warn(text: string): void;
  /** Data. */
  print(text: string): void;
}

export function openTerminal({ json, quiet, color }: TerminalOptions): Terminal {
  const isDumb = process.env.TERM === "dumb";
  const styleFor = (fd: number) => new Chalk({ level: color && !isDumb && isatty(fd) ? 1 : 0 });
  return {
    // By number: Node takes milliseconds to make a stream, and most runs use one of the three.
    isInteractive: isatty(0) && isatty(2) && !json,
    json,
    style: styleFor(2),
    dataStyle: styleFor(1),
    say: (text) => {
      if (!json && !quiet) process.stderr.write(`${text}\n`);
    },
    warn: (text) => {
      if (!json) process.stderr.write(`${text}\n`);
    },
    print: (text) => {
      process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    },
  };
}

/** False where the user's environment or flags want plain text (no-color.org). */
export function wantsColor(flag: boolean): boolean {
  return flag && !process.env.NO_COLOR;
}
