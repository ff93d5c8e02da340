import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Command, CommanderError, Option as CommandOption } from "commander";
import { type CommandName, commands } from "./catalog/commands.ts";
import { nearest } from "./catalog/nearest.ts";
import {
  type OptionGroup,
  optionKeys,
  optionOf,
  planningCommands,
  type Switch,
  switches,
} from "./catalog/options.ts";
import type { Context, Flags } from "./commands/context.ts";
import type { Project } from "./commands/plan-update.ts";
import { type ExitCode, exitCodes, refusal, UserError, usageError } from "./errors.ts";
import { openTerminal, type Terminal, wantsColor } from "./io/terminal.ts";

/** Runs the program; the one place that catches, and that sets the exit code. */
export async function main(argv: readonly string[], packageRoot: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  const version: string = manifest.version;
  const contextOf = (flags: Flags): Context => ({
    terminal: terminalOf(flags),
    packageRoot,
    version,
    today: new Date().toISOString().slice(0, 10),
  });
  const program = makeProgram(version, contextOf);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = reportFailure(error, program.opts(), argv);
  }
}

function makeProgram(version: string, contextOf: (flags: Flags) => Context): Command {
  const program = new Command("create-docker-pg-app")
    .description("An app and PostgreSQL in Docker: makes the project, or brings it up to date.")
    .argument("[directory]", "the project's folder")
    .version(version, "--version", "print the version")
    .helpOption("--help", "print this help")
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride();
  addFlags(program);
  program.action(async (directory: string | undefined, flags: Flags) => {
    const { createOrUpdate } = await import("./commands/create-or-update.ts");
    process.exitCode = await createOrUpdate(directory, flags, contextOf(flags));
  });
  // Only the command that runs gets its flags, which are many. One that the program has too is
  // taken by it, also behind a command's name: hence optsWithGlobals, and a look at what it took.
  program.hook("preSubcommand", (_program, command) => {
    addFlags(command, command.name() as CommandName);
    for (const option of program.options) {
      const key = option.attributeName();
      const isTyped = program.getOptionValueSource(key) === "cli";
      if (!isTyped || command.options.some((own) => own.attributeName() === key)) continue;
      throw usageError(
        "unknown-flag",
        `${command.name()} has no flag ${option.long}.`,
        `See create-docker-pg-app ${command.name()} --help.`,
      );
    }
  });
  const addCommand = (name: CommandName) =>
    program
      .command(name)
      .description(commands[name])
      .helpOption("--help", "print this help")
      .configureHelp({ showGlobalOptions: false });
  const addProjectCommand = (name: CommandName, run: () => Promise<ProjectCommand>) => {
    const command = addCommand(name).argument("[directory]", "the project's folder");
    command.action(async (directory: string | undefined) => {
      const flags: Flags = command.optsWithGlobals();
      const [{ openProject }, act] = await Promise.all([
        import("./commands/open-project.ts"),
        run(),
      ]);
      process.exitCode = await act(await openProject(directory), flags, contextOf(flags));
    });
  };
  addProjectCommand("status", async () => (await import("./commands/status.ts")).status);
  addProjectCommand("diff", async () => (await import("./commands/diff.ts")).diff);
  addCommand("doctor")
    .argument("[directory]", "the project's folder")
    .action(async (directory: string | undefined, _own: Flags, command: Command) => {
      const { doctor } = await import("./commands/doctor.ts");
      process.exitCode = await doctor(directory, contextOf(command.optsWithGlobals()));
    });
  addCommand("list").action(async (_own: Flags, command: Command) => {
    const { list } = await import("./commands/list.ts");
    process.exitCode = list(contextOf(command.optsWithGlobals()));
  });
  return program;
}

type ProjectCommand = (project: Project, flags: Flags, context: Context) => Promise<ExitCode>;

/** The options table as flags: all of it, or what a command with a name has. */
function addFlags(command: Command, name?: CommandName): void {
  const plans = name === undefined || planningCommands.some((each) => each === name);
  for (const group of ["Project", "Database", "Ports", "Layout"] satisfies OptionGroup[]) {
    for (const key of plans ? optionKeys : []) {
      const { flag, placeholder, summary, repeatable, group: own } = optionOf(key);
      if (own !== group) continue;
      const option = new CommandOption(`--${flag} ${placeholder}`, summary);
      if (repeatable) option.argParser(append);
      command.addOption(option.helpGroup(`${group}:`));
    }
  }
  for (const { flags, summary, repeatable, commands } of Object.values<Switch>(switches)) {
    if (name !== undefined && !commands?.includes(name)) continue;
    const option = new CommandOption(flags, summary).helpGroup("This run:");
    if (repeatable) option.argParser(append);
    command.addOption(option);
  }
}

function append(word: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), word];
}

function terminalOf(flags: Flags): Terminal {
  return openTerminal({
    json: flags.json === true,
    quiet: flags.quiet === true,
    color: wantsColor(flags.color !== false),
  });
}

function reportFailure(error: unknown, flags: Flags, argv: readonly string[]): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
  const known = error instanceof CommanderError ? usageOf(error) : (diskFailureOf(error) ?? error);
  const json = flags.json === true || argv.includes("--json");
  const terminal = terminalOf({ ...flags, json });
  if (!(known instanceof UserError)) {
    const message = known instanceof Error ? known.message : String(known);
    const hint = "This is a bug. Please report it with what you typed.";
    printFailure(terminal, { code: "unexpected", message, hint });
    if (!json && known instanceof Error) terminal.warn(terminal.style.dim(known.stack ?? ""));
    return exitCodes.unexpected;
  }
  printFailure(terminal, { code: known.code, message: known.message, hint: known.hint });
  return known.exitCode;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

function printFailure(terminal: Terminal, { code, message, hint }: Failure): void {
  if (terminal.json) {
    terminal.print(JSON.stringify({ ok: false, error: { code, message, hint: hint ?? null } }));
    return;
  }
  terminal.warn(`${terminal.style.red("✖")} ${message}`);
  if (hint !== undefined) terminal.warn(`  ${hint}`);
}

/** What a disk refuses is no bug. The writers have put everything back when they let it through. */
const diskFailures: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full",
  EDQUOT: "The disk quota is used up",
  EROFS: "The file system is read-only",
  EACCES: "The folder may not be written by this user",
  EPERM: "The folder may not be written by this user",
  ENOENT: "No folder can be made there",
  ENAMETOOLONG: "The name is too long for the file system",
};

function diskFailureOf(error: unknown): UserError | undefined {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  const why = syscall === undefined || code === undefined ? undefined : diskFailures[code];
  if (why === undefined) return undefined;
  return refusal(
    "not-writable",
    `${why} (${code})${path === undefined ? "" : `: ${path}`}. Nothing was changed.`,
    "Make room, or choose a place that you may write to.",
  );
}

/** Commander's complaints in this program's words, with the nearest flag. */
function usageOf({ code, message }: CommanderError): UserError {
  const text = message.replace(/^error: /, "");
  const flag = /unknown option '([^']+)'/.exec(text)?.[1];
  if (flag !== undefined) {
    const known = [
      ...optionKeys.map((key) => `--${optionOf(key).flag}`),
      ...Object.values(switches).flatMap(({ flags }) => flags.match(/--[\w-]+/g) ?? []),
      "--help",
      "--version",
    ];
    const [name = flag] = flag.split("=");
    const meant = nearest(name, known);
    return usageError(
      "unknown-flag",
      `There is no flag ${name}.`,
      meant === undefined ? "See --help." : `Did you mean ${meant}?`,
    );
  }
  return usageError(code.replace("commander.", ""), `${text.replace(/\.$/, "")}.`, "See --help.");
}
