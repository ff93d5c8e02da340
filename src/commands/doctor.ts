import { readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { postgresImage } from "../catalog/postgres.ts";
import { portNumber } from "../catalog/values.ts";
import {
  diagnose,
  type Finding,
  type ProjectFacts,
  type PublishedPort,
} from "../core/diagnosis.ts";
import { valuesOf } from "../core/dotenv.ts";
import { slugOf } from "../core/names.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { composeVersion, containersOf, engineVersion, volumeExists } from "../io/docker.ts";
import { isPortFree } from "../io/ports.ts";
import { findProject } from "../io/project.ts";
import type { Context } from "./context.ts";
import { openProject } from "./open-project.ts";
import type { Project } from "./plan-update.ts";

/** Looks for what would keep a project from starting, and says what to type. */
export async function doctor(
  directory: string | undefined,
  { terminal }: Context,
): Promise<ExitCode> {
  const project = directory === undefined ? await findProject(".") : await openProject(directory);
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
    otherFiles: isRunning ? otherFiles(containers.files, composeFiles(values), folder) : undefined,
  };
}

/** What is published by the compose files in use: production has the proxy's ports alone. */
async function portsOf(
  answers: Readonly<Record<string, unknown>>,
  values: ReadonlyMap<string, string>,
): Promise<readonly PublishedPort[]> {
  const usual: Readonly<Record<string, unknown>> = composeFiles(values).includes(
    "compose.prod.yaml",
  )
    ? { HTTP_PORT: 80, ...(answers.proxy === "caddy" && { HTTPS_PORT: 443 }) }
    : {
        APP_PORT: answers.port,
        ...(answers["db-port"] !== "none" && { DB_PORT: answers["db-port"] }),
      };
  const published = Object.entries(usual).map(([key, fallback]) => ({
    key,
    value: values.get(key) ?? String(fallback),
  }));
  return Promise.all(
    published
      // Compose fills in the one, and the engine chooses the other.
      .filter(({ value }) => !value.includes("$") && value !== "0")
      .map(async ({ key, value }) => {
        const port = portNumber(value);
        return { key, value, port, isFree: port !== undefined && (await isPortFree(port)) };
      }),
  );
}

function composeFiles(values: ReadonlyMap<string, string>): readonly string[] {
  const separator =
    values.get("COMPOSE_PATH_SEPARATOR") ?? (process.platform === "win32" ? ";" : ":");
  return values.get("COMPOSE_FILE")?.split(separator) ?? ["compose.yaml", "compose.override.yaml"];
}

/** The files that containers were started from, where others are in use now. */
function otherFiles(
  started: readonly string[],
  inUse: readonly string[],
  folder: string,
): readonly string[] | undefined {
  const wanted = inUse.map((name) => join(folder, name));
  const isSame = wanted.length === started.length && wanted.every((path) => started.includes(path));
  return isSame ? undefined : started;
}
