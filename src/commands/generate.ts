import type { Answers, Choices } from "../catalog/options.ts";
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

/** Finds free ports for `auto`, and warns of busy ones that were asked for by number. */
export async function settlePorts(
  { port, dbPort }: Pick<Choices, "port" | "dbPort">,
  { terminal }: Context,
): Promise<Pick<Answers, "port" | "dbPort">> {
  const settle = async (
    wanted: number | "auto",
    { flag, start, taken }: { flag: string; start: number; taken: readonly number[] },
  ): Promise<number> => {
    if (wanted !== "auto") {
      if (!(await isPortFree(wanted))) {
        const free = await nextFreePort(wanted + 1, taken);
        const hint = free === undefined ? "" : ` The next free one: --${flag} ${free}`;
        terminal.warn(
          `${terminal.style.yellow("!")} Port ${wanted} is in use on this machine at the moment.${hint}`,
        );
      }
      return wanted;
    }
    const free = await nextFreePort(start, taken);
    if (free === undefined) throw usageError("no-free-port", `No port from ${start} on is free.`);
    return free;
  };
  const settled = await settle(port, { flag: "port", start: 8000, taken: [] });
  if (dbPort === "none") return { port: settled, dbPort };
  if (dbPort === settled) {
    throw usageError(
      "same-port",
      `The app and the database cannot both be published on port ${settled}.`,
      "Give --port and --db-port different numbers.",
    );
  }
  const db = await settle(dbPort, { flag: "db-port", start: 5432, taken: [settled] });
  return { port: settled, dbPort: db };
}
