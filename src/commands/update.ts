import { hasConflicts, isUndecided, isVisible, type Plan } from "../core/changes.ts";
import { operationsOf } from "../core/operations.ts";
import { decline } from "../core/plan.ts";
import { changesJson, changesText, planText, updatedText } from "../core/report.ts";
import { type ExitCode, exitCodes, interruption } from "../errors.ts";
import { applyOperations } from "../io/apply.ts";
import { changeTo } from "./change-to.ts";
import type { Context, Flags } from "./context.ts";
import { type PlannedUpdate, type Project, planUpdate } from "./plan-update.ts";

/** Brings a project to what this version generates, and keeps what its users changed. */
export async function update(project: Project, flags: Flags, context: Context): Promise<ExitCode> {
  const { terminal } = context;
  const to = changeTo(project.folder);
  const planned = await planUpdate(project, flags, context);
  if (flags.check === true) return check(planned, context);
  if (flags.dryRun === true) {
    show(planned, context, { dryRun: true });
    return exitCodes.done;
  }
  const asks = terminal.isInteractive && flags.yes !== true;
  const chosen = asks ? await confirm(planned, context) : planned.plan;
  await applyOperations(project.folder, operationsOf(chosen));
  const result = { ...planned, plan: chosen };
  terminal.say(updatedText(chosen, planned.notes, to, terminal.style));
  // Files with conflict markers in them do not start.
  if (flags.up === true && !hasConflicts(chosen)) {
    const { start } = await import("./start.ts");
    const address = await start(
      {
        folder: project.folder,
        changeTo: to,
        appService: planned.answers.appService,
        open: flags.open === true,
      },
      context,
    );
    terminal.say(`  It runs: ${terminal.style.cyan(address)}`);
    if (terminal.json) show(result, context, { address });
  } else if (terminal.json) show(result, context, {});
  return hasConflicts(chosen) ? exitCodes.conflicts : exitCodes.done;
}

function check({ plan }: PlannedUpdate, { terminal }: Context): ExitCode {
  const drift = plan.changes.filter((change) => isVisible(change) || isUndecided(change));
  if (terminal.json) {
    terminal.print(
      JSON.stringify({ ok: drift.length === 0, command: "check", changes: changesJson(drift) }),
    );
  } else if (drift.length > 0) {
    terminal.print(changesText(drift, terminal.dataStyle));
    if (drift.some(isVisible)) {
      terminal.say("An update would change these: run create-docker-pg-app");
    }
  } else terminal.say(`${terminal.style.green("✔")} Everything is current.`);
  return drift.length === 0 ? exitCodes.done : exitCodes.drift;
}

function show(
  { plan, notes }: PlannedUpdate,
  { terminal }: Context,
  { dryRun, address }: { readonly dryRun?: true; readonly address?: string },
): void {
  if (terminal.json) {
    terminal.print(
      JSON.stringify({
        ok: dryRun === true || !hasConflicts(plan),
        command: "update",
        ...(dryRun && { dryRun }),
        ...(address !== undefined && { address }),
        changes: changesJson(plan.changes),
        notes,
      }),
    );
    return;
  }
  terminal.print(planText(plan, notes, terminal.dataStyle));
  terminal.say("Nothing was written.");
}

/** Shows the plan, and asks for all of it or file by file. */
async function confirm(planned: PlannedUpdate, { terminal }: Context): Promise<Plan> {
  const open = planned.plan.changes.filter(isVisible);
  if (open.length === 0) return planned.plan;
  terminal.say(planText({ changes: open }, planned.notes, terminal.style));
  const { askChoice, askSeveral } = await import("../io/prompts.ts");
  const answer = await askChoice("Apply these changes?", [
    { value: "all", label: "Yes, all of them" },
    { value: "some", label: "Let me choose the files" },
    { value: "none", label: "No, change nothing" },
  ]);
  if (answer === "none") throw interruption();
  if (answer === "all") return planned.plan;
  const wanted = await askSeveral(
    "Files to change",
    open.map(({ path, kind }) => ({ value: path, label: `${path} (${kind})` })),
  );
  const declined = open.map(({ path }) => path).filter((path) => !wanted.includes(path));
  return decline(planned.plan, new Set(declined), planned.baseline);
}
