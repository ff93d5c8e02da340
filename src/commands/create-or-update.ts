import { existsSync } from "node:fs";
import { join } from "node:path";
import { distance } from "fastest-levenshtein";
import { commandNames } from "../catalog/commands.ts";
import { stateFolder } from "../core/state.ts";
import { type ExitCode, usageError } from "../errors.ts";
import { isRealFolder } from "../io/files.ts";
import { findProject, inspectTarget } from "../io/project.ts";
import type { Context, Flags } from "./context.ts";
import { openProject } from "./open-project.ts";

/** The command without a name: makes a project, or updates the one that is there. */
export async function createOrUpdate(
  directory: string | undefined,
  flags: Flags,
  context: Context,
): Promise<ExitCode> {
  if (flags.open === true && flags.up !== true) {
    throw usageError("open-without-up", "--open opens what --up has started.", "Add --up.");
  }
  const needsProject = flags.check === true || flags.restore !== undefined;
  if (!needsProject) refuseMisspeltCommand(directory, flags);
  const isHere = async () => needsProject || (await findProject(".")) !== undefined;
  const path = directory ?? ((await isHere()) ? "." : await chooseDirectory(flags, context));
  if (flags.check !== true && flags.dryRun !== true) await finishInterrupted(path, context);
  if (needsProject) await openProject(path);
  const target = await inspectTarget(path);
  if (target.kind === "project") {
    const { update } = await import("./update.ts");
    return update(target, flags, context);
  }
  const { create } = await import("./create.ts");
  return create(target, flags, context);
}

/** Completes or takes back what an interrupted run left, before anything new is planned. */
async function finishInterrupted(folder: string, { terminal }: Context): Promise<void> {
  if (!(await isRealFolder(join(folder, stateFolder)))) return;
  const { recover } = await import("../io/apply.ts");
  const said = {
    nothing: undefined,
    completed: "A run that was interrupted here is now complete.",
    discarded: "A run that was interrupted here had changed nothing.",
    "rolled-back": "A run that was interrupted here was taken back.",
  }[await recover(folder)];
  if (said !== undefined) terminal.say(said);
}

/** A word that is nearly a command is more likely one than a project's name. */
function refuseMisspeltCommand(word: string | undefined, flags: Flags): void {
  if (word === undefined || flags.yes === true || flags.framework !== undefined) return;
  // Two letters that changed places are two edits.
  const meant = commandNames.find((name) => distance(word, name) <= (name.length < 6 ? 1 : 2));
  if (meant === undefined || existsSync(word)) return;
  throw usageError(
    "unknown-command",
    `There is no command ${word}.`,
    `Did you mean ${meant}? For a project of this name: ./${word}`,
  );
}

async function chooseDirectory(flags: Flags, { terminal }: Context): Promise<string> {
  const fallback = "my-app";
  if (flags.yes === true) return fallback;
  if (terminal.isInteractive) return (await import("../io/prompts.ts")).askDirectory(fallback);
  throw usageError(
    "missing-directory",
    "The project's folder is missing, and there is no terminal to ask at.",
    "Name it: create-docker-pg-app my-api --yes",
  );
}
