import { frameworkOf } from "../catalog/frameworks.ts";
import { noHistory, noteOnPostgres } from "../catalog/postgres.ts";
import { line } from "../catalog/values.ts";
import { byFlag, checkTogether, collect, complete, openQuestions, split } from "../core/answers.ts";
import type { Plan } from "../core/changes.ts";
import { operationsOf } from "../core/operations.ts";
import { plan } from "../core/plan.ts";
import { type Created, changesJson, createdText, treeText } from "../core/report.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { initRepository } from "../io/git.ts";
import { withInterrupts } from "../io/interrupts.ts";
import { nameOf, readSnapshot, type Target } from "../io/project.ts";
import { changeTo } from "./change-to.ts";
import type { Context, Flags } from "./context.ts";
import { factsOf, sourcesOf } from "./gather.ts";
import { generate, settlePorts } from "./generate.ts";

/** Makes a new project, from flags alone or with questions where a terminal is there to answer. */
export async function create(
  target: Exclude<Target, { kind: "project" }>,
  flags: Flags,
  context: Context,
): Promise<ExitCode> {
  const { terminal } = context;
  const asks = terminal.isInteractive && flags.yes !== true;
  const name = line(nameOf(target.folder), "The folder's name");
  const facts = await factsOf(name, flags, context, {
    needsAuthor: flags.maintainer === undefined,
  });
  let given = collect(await sourcesOf(flags), facts);
  if (asks) {
    const { ask } = await import("../io/prompts.ts");
    given = await ask(openQuestions(given), given, facts);
  }
  const choices = complete(given, facts, { yes: asks || flags.yes === true });
  checkTogether(choices);
  const settled = await settlePorts(choices);
  const { answers, secrets } = split(choices, settled.ports);
  const notes: string[] = [];
  const tell = (note: string) => {
    notes.push(note);
    terminal.warn(`${terminal.style.yellow("!")} ${note}`);
  };
  for (const note of [...noteOnPostgres(answers.postgres), ...settled.notes]) tell(note);

  const entries = generate({ projectName: name, answers, secrets }, context);
  const paths = entries.map(({ path }) => path);
  const made = plan({
    entries,
    disk: target.kind === "absent" ? new Map() : await readSnapshot(target.folder, paths),
    state: { generator: context.version, name, answers: byFlag(answers), history: noHistory },
  });
  const created: Created = {
    folder: target.folder,
    changeTo: changeTo(target.folder),
    name,
    framework: frameworkOf(answers.framework).label,
    postgres: answers.postgres,
    port: answers.port,
    dbPort: answers.dbPort,
    fileCount: made.changes.length,
    notes,
  };
  if (flags.dryRun === true) {
    reportDryRun(created, made, context);
    return exitCodes.done;
  }
  await write(target, made);
  if (flags.git !== false && (await initRepository(target.folder)) === "no-git") {
    tell("git did not answer, so the project is no repository yet.");
  }
  if (flags.up !== true) {
    report(created, made, context);
    return exitCodes.done;
  }
  if (!terminal.json) {
    terminal.say(`${terminal.style.green("✔")} ${terminal.style.bold(name)} is written`);
  }
  const { start } = await import("./start.ts");
  const address = await start(
    { ...created, appService: answers.appService, open: flags.open === true },
    context,
  );
  report({ ...created, address }, made, context);
  return exitCodes.done;
}

async function write(target: Target, made: Plan): Promise<void> {
  const operations = operationsOf(made);
  if (target.kind === "absent") {
    const { createFolder } = await import("../io/create-folder.ts");
    await withInterrupts((checkpoint) => createFolder(target.folder, operations, checkpoint));
  } else {
    const { applyOperations } = await import("../io/apply.ts");
    await applyOperations(target.folder, operations);
  }
}

function report(created: Created, made: Plan, { terminal }: Context): void {
  if (terminal.json) {
    terminal.print(JSON.stringify({ ok: true, command: "create", ...summaryOf(created, made) }));
  } else terminal.say(`\n${createdText(created, terminal.style)}`);
}

function reportDryRun(created: Created, made: Plan, { terminal }: Context): void {
  if (terminal.json) {
    terminal.print(
      JSON.stringify({ ok: true, command: "create", dryRun: true, ...summaryOf(created, made) }),
    );
  } else {
    terminal.print(treeText(`${created.name}/`, made, terminal.dataStyle));
    terminal.say("Nothing was written.");
  }
}

function summaryOf(created: Created, { changes }: Plan) {
  const { folder, name, framework, postgres, port, dbPort, address, notes } = created;
  return {
    ...{ folder, name, framework, postgres, port, dbPort },
    ...(address !== undefined && { address }),
    files: changesJson(changes),
    notes,
  };
}
