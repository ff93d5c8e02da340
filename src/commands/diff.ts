import { patchesOf, patchText } from "../core/patch.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import type { Context, Flags } from "./context.ts";
import { type Project, planUpdate } from "./plan-update.ts";

/** Prints what an update would change, as a unified diff; the contents of secrets stay out. */
export async function diff(project: Project, flags: Flags, context: Context): Promise<ExitCode> {
  const { terminal } = context;
  const { plan } = await planUpdate(project, flags, context);
  const patches = patchesOf(plan);
  if (terminal.json) terminal.print(JSON.stringify({ ok: true, command: "diff", patches }));
  else if (patches.length > 0) terminal.print(patchText(patches, terminal.dataStyle));
  else terminal.say("An update would change nothing.");
  return exitCodes.done;
}
