import { type ExitCode, usageError } from "../errors.ts";
import { findProject, inspectTarget } from "../io/project.ts";
import type { Context, Flags } from "./context.ts";

/** The command without a name: makes a project, or updates the one that is there. */
export async function createOrUpdate(
  directory: string | undefined,
  flags: Flags,
  context: Context,
): Promise<ExitCode> {
  const here = directory ?? ((await findProject(".")) ? "." : undefined);
  const target = await inspectTarget(here ?? (await chooseDirectory(flags, context)));
  if (target.kind === "project") {
    const { update } = await import("./update.ts");
    return update(target, flags, context);
  }
  if (flags.check === true || flags.restore !== undefined) {
    throw usageError(
      "no-project",
      `${target.folder} is no project that this tool made.`,
      "--check and --restore are for a project that exists.",
    );
  }
  const { create } = await import("./create.ts");
  return create(target, flags, context);
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
