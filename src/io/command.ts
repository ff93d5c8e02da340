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
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs, onLine }: CommandOptions = {},
): Promise<Ran> {
  // Loaded here, since most runs start nothing but git.
  const { execa } = await import("execa");
  const running = execa(command, args, {
    reject: false,
    stdin: "ignore",
    all: true,
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  });
  if (onLine !== undefined) {
    for await (const line of running.iterable({ from: "all" })) onLine(line);
  }
  const { failed, code, stdout, all } = await running;
  const outcome = code === "ENOENT" ? "missing" : failed ? "failed" : "done";
  return { outcome, stdout: String(stdout ?? ""), output: String(all ?? "") };
}
