import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { bin } from "../support/program.ts";

const timeoutMs = 15_000;

export const keys = {
  enter: "\r",
  down: "\u001b[B",
  up: "\u001b[A",
  escape: "\u001b",
  interrupt: "\u0003",
  endOfInput: "\u0004",
  backspace: "\u007f",
} as const;

export interface TerminalSize {
  readonly columns?: number;
  readonly rows?: number;
  readonly term?: string;
}

/** Starts the built program in a pseudo-terminal, with a screen that can be read. */
export function openPseudoTerminal(
  args: readonly string[],
  cwd: string,
  { columns = 100, rows = 40, term = "xterm-256color" }: TerminalSize = {},
) {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const { CI: _ci, NO_COLOR: _noColor, ...env } = process.env;
  const child = spawn(process.execPath, [bin, ...args], {
    name: term,
    cols: columns,
    rows,
    cwd,
    env: { ...env, TERM: term, GIT_CONFIG_GLOBAL: "/dev/null" },
  });
  let raw = "";
  let code: number | undefined;
  child.onData((data) => {
    raw += data;
    screen.write(data);
  });
  child.onExit(({ exitCode }) => {
    code = exitCode;
  });

  /** The lines on the screen, scrolled-off ones included, without trailing blanks. */
  const text = () => {
    const { active } = screen.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, y) => active.getLine(y)?.translateToString(true) ?? "",
    );
    return lines.join("\n").trimEnd();
  };
  const until = async <Value>(what: string, look: () => Value | undefined | false) => {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const seen = look();
      if (seen !== undefined && seen !== false) return seen;
      if (performance.now() > deadline) throw new Error(`No ${what} on the screen:\n${text()}`);
      await wait(15);
    }
  };
  return {
    text,
    /** Everything that was written, escape sequences included. */
    raw: () => raw,
    type: (input: string) => child.write(input),
    sees: (expected: string | RegExp) =>
      until(String(expected), () =>
        typeof expected === "string" ? text().includes(expected) : expected.test(text()),
      ),
    exit: () => until("exit", () => code),
    kill: () => {
      if (code === undefined) child.kill("SIGKILL");
    },
  };
}

export type PseudoTerminal = ReturnType<typeof openPseudoTerminal>;
