import { spawn } from "node:child_process";
import process from "node:process";

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Each line of both outputs, as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface Ran {
  /** `missing`: there is no such command. */
  readonly outcome: "done" | "failed" | "missing";
  readonly stdout: string;
  /** Both outputs, as they came. */
  readonly output: string;
}

/** Runs a command to its end, with nothing to read; never throws for what the command does. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs, onLine }: CommandOptions = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    // Node's own timeout keeps a program alive whose command could not be started.
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    let stdout = "";
    let output = "";
    let partial = "";
    const read = (text: string) => {
      output += text;
      const lines = (partial + text).split("\n");
      partial = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      read(text);
    });
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", ({ code }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ outcome: code === "ENOENT" ? "missing" : "failed", stdout, output });
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      if (partial !== "") onLine?.(partial);
      resolve({ outcome: code === 0 ? "done" : "failed", stdout, output });
    });
  });
}
