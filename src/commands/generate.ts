import { type Answers, type Choices, usualPorts } from "../catalog/options.ts";
import { requireDistinctPorts } from "../core/answers.ts";
import { type FileEntry, layersOf, render } from "../core/render.ts";
import { makeEngine } from "../core/template-engine.ts";
import { type ViewInput, viewOf } from "../core/view.ts";
import { usageError } from "../errors.ts";
import { isPortFree, nextFreePort } from "../io/ports.ts";
import { readTemplates } from "../io/templates.ts";
import type { Context } from "./context.ts";

/** Renders the project of the given answers. */
export function generate(input: ViewInput, { packageRoot }: Context): readonly FileEntry[] {
  const view = viewOf(input);
  const layers = layersOf(input.answers);
  const { files, compiled } = readTemplates(packageRoot, layers);
  return render(files, makeEngine(compiled), layers, view);
}

interface SettledPorts {
  readonly ports: Pick<Answers, "port" | "dbPort">;
  /** Of those that were asked for by number and are busy. */
  readonly notes: readonly string[];
}

/** Finds free ports for `auto`. */
export async function settlePorts(wanted: Pick<Choices, "port" | "dbPort">): Promise<SettledPorts> {
  const fixed = Object.values(wanted).filter((port) => typeof port === "number");
  const port = await settle(wanted.port, { start: usualPorts.port, taken: fixed });
  const dbPort =
    wanted.dbPort === "none"
      ? wanted.dbPort
      : await settle(wanted.dbPort, { start: usualPorts.dbPort, taken: [...fixed, port] });
  requireDistinctPorts({ port, dbPort });
  const notes = await Promise.all([
    noteOnBusy("port", wanted.port, fixed),
    noteOnBusy("db-port", wanted.dbPort, fixed),
  ]);
  return { ports: { port, dbPort }, notes: notes.flat() };
}

async function settle(
  wanted: number | "auto",
  { start, taken }: { readonly start: number; readonly taken: readonly number[] },
): Promise<number> {
  if (wanted !== "auto") return wanted;
  const free = await nextFreePort(start, taken);
  if (free === undefined) throw usageError("no-free-port", `No port from ${start} on is free.`);
  return free;
}

async function noteOnBusy(
  flag: string,
  wanted: number | "auto" | "none",
  taken: readonly number[],
): Promise<readonly string[]> {
  if (typeof wanted !== "number" || (await isPortFree(wanted))) return [];
  const free = await nextFreePort(wanted + 1, taken);
  const hint = free === undefined ? "" : ` The next free one: --${flag} ${free}`;
  return [`Port ${wanted} is in use on this machine at the moment.${hint}`];
}
