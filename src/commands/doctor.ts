import { readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { postgresImage } from "../catalog/postgres.ts";
import { diagnose, type Finding, type ProjectFacts } from "../core/diagnosis.ts";
import { valuesOf } from "../core/dotenv.ts";
import { slugOf } from "../core/names.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { composeVersion, containersOf, engineVersion, volumeExists } from "../io/docker.ts";
import { isPortFree } from "../io/ports.ts";
import { findProject } from "../io/project.ts";
import type { Context } from "./context.ts";
import type { Project } from "./plan-update.ts";

/** Looks for what would keep a project from starting, and says what to type. */
export async function doctor(
  directory: string | undefined,
  { terminal }: Context,
): Promise<ExitCode> {
  const project = await findProject(directory ?? ".");
  const compose = await composeVersion();
  const engine = compose === undefined ? undefined : await engineVersion();
  const { bavail, bsize } = await statfs(project?.folder ?? process.cwd());
  const findings = diagnose({
    compose,
    engine,
    freeBytes: bavail * bsize,
    project: project && (await factsOf(project, engine !== undefined)),
  });
  const hasProblem = findings.some(({ level }) => level === "problem");
  if (terminal.json) {
    terminal.print(JSON.stringify({ ok: !hasProblem, command: "doctor", findings }));
  } else terminal.print(findings.map((finding) => lineOf(finding, terminal.dataStyle)).join("\n"));
  return hasProblem ? exitCodes.unexpected : exitCodes.done;
}

function lineOf(
  { level, message, hint }: Finding,
  style: Context["terminal"]["dataStyle"],
): string {
  const sign = { ok: style.green("✔"), warning: style.yellow("!"), problem: style.red("✖") }[level];
  return `${sign} ${message}${hint === undefined ? "" : `\n  ${style.cyan(hint)}`}`;
}

async function factsOf({ folder, state }: Project, isAnswering: boolean): Promise<ProjectFacts> {
  const values = valuesOf(await readFile(join(folder, ".env"), "utf8").catch(() => ""));
  const slug = values.get("COMPOSE_PROJECT_NAME") ?? slugOf(state.name);
  const containers = isAnswering ? await containersOf(slug) : undefined;
  const isRunning = containers?.isRunning === true && containers.folder === folder;
  const volume = `${slug}_${postgresImage(Number(state.answers.postgres), state.history).volume}`;
  const hasVolume = isAnswering && (await volumeExists(volume));
  return {
    slug,
    folder,
    isRunning,
    ports: await portsOf(state.answers, values),
    volume: hasVolume ? { name: volume, folder: containers?.folder } : undefined,
    overridden: [...values]
      .filter(([key, value]) => process.env[key] !== undefined && process.env[key] !== value)
      .map(([key]) => key),
    otherFiles: isRunning ? otherFiles(containers.files, folder, values) : undefined,
  };
}

async function portsOf(
  answers: Readonly<Record<string, unknown>>,
  values: ReadonlyMap<string, string>,
): Promise<ProjectFacts["ports"]> {
  const published = [
    { key: "APP_PORT", port: Number(values.get("APP_PORT") ?? answers.port) },
    ...(answers["db-port"] === "none"
      ? []
      : [{ key: "DB_PORT", port: Number(values.get("DB_PORT") ?? answers["db-port"]) }]),
  ];
  return Promise.all(
    published.map(async ({ key, port }) => ({ key, port, isFree: await isPortFree(port) })),
  );
}

/** The files that containers were started from, where `COMPOSE_FILE` in `.env` names others. */
function otherFiles(
  started: readonly string[],
  folder: string,
  values: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const separator =
    values.get("COMPOSE_PATH_SEPARATOR") ?? (process.platform === "win32" ? ";" : ":");
  const wanted = (
    values.get("COMPOSE_FILE") ?? ["compose.yaml", "compose.override.yaml"].join(separator)
  )
    .split(separator)
    .map((name) => join(folder, name));
  const isSame = wanted.length === started.length && wanted.every((path) => started.includes(path));
  return isSame ? undefined : started;
}
