import { diagnose } from "../core/diagnosis.ts";
import { UserError } from "../errors.ts";
import { runCommand } from "./command.ts";

/** Where `compose up` stands; `line` is compose's own last word. */
export interface Progress {
  readonly line: string;
}

const quickly = { timeoutMs: 20_000 };

/** The compose plugin's version; `none` without the plugin, undefined without Docker. */
export async function composeVersion(): Promise<string | undefined> {
  const asked = await runCommand("docker", ["compose", "version", "--short"], quickly);
  if (asked.outcome === "missing") return undefined;
  return asked.outcome === "failed" ? "none" : asked.stdout.trim();
}

/** The engine's version; undefined when it does not answer. */
export async function engineVersion(): Promise<string | undefined> {
  const asked = await runCommand("docker", ["version", "--format", "{{.Server.Version}}"], quickly);
  return asked.outcome === "done" ? asked.stdout.trim() : undefined;
}

export async function volumeExists(name: string): Promise<boolean> {
  return (await runCommand("docker", ["volume", "inspect", name], quickly)).outcome === "done";
}

export interface RunningProject {
  readonly folder: string;
  readonly files: readonly string[];
  readonly isRunning: boolean;
}

/** Where the containers of a compose project come from, as their labels say. */
export async function containersOf(slug: string): Promise<RunningProject | undefined> {
  const label = (name: string) => `{{ .Label "com.docker.compose.project.${name}" }}`;
  const { outcome, stdout } = await runCommand(
    "docker",
    [
      "ps",
      "--all",
      "--filter",
      `label=com.docker.compose.project=${slug}`,
      "--format",
      `${label("working_dir")}\t${label("config_files")}\t{{ .State }}`,
    ],
    quickly,
  );
  if (outcome !== "done" || stdout.trim() === "") return undefined;
  const rows = stdout
    .trim()
    .split("\n")
    .map((row) => row.split("\t"));
  const [folder = "", files = ""] = rows[0] ?? [];
  return {
    folder,
    files: files.split(","),
    isRunning: rows.some(([, , state]) => state === "running"),
  };
}

/**
 * `inProject` is what leads there in a shell: `cd my-api && `, or nothing.
 * @throws UserError saying what to install or start, when a project could not be started here.
 */
export async function requireDocker(inProject: string): Promise<void> {
  const compose = await composeVersion();
  const engine = compose === undefined ? undefined : await engineVersion();
  const problem = diagnose({ compose, engine, freeBytes: Infinity, project: undefined }).find(
    ({ level }) => level === "problem",
  );
  if (problem === undefined) return;
  throw new UserError({
    code: `${problem.check}-unavailable`,
    message: `The project is complete, but it was not started. ${problem.message}`,
    hint: `${problem.hint}\n  Then: ${inProject}docker compose up --detach --wait`,
    exitCode: 1,
  });
}

/** Builds, starts and waits until every service is healthy. */
export async function composeUp(
  folder: string,
  inProject: string,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const { outcome, output } = await runCommand(
    "docker",
    ["compose", "--progress", "plain", "up", "--build", "--detach", "--wait"],
    {
      cwd: folder,
      env: { COMPOSE_MENU: "false" },
      onLine: (text) => {
        const line = text.trim();
        if (line !== "") onProgress({ line });
      },
    },
  );
  if (outcome === "done") return;
  const { stdout: logs } = await runCommand(
    "docker",
    ["compose", "logs", "--no-color", "--tail", "20"],
    { cwd: folder },
  );
  const tail = output.trimEnd().split("\n").slice(-12);
  throw new UserError({
    code: "start-failed",
    message: `The project is complete, but it did not start:\n${[...tail, logs].join("\n").trim()}`,
    hint: `See the whole log: ${inProject}docker compose logs`,
    exitCode: 1,
  });
}

/** The published address of a service, as compose says. */
export async function publishedAddress(folder: string, service: string): Promise<string> {
  const { stdout } = await runCommand("docker", ["compose", "port", service, "8000"], {
    cwd: folder,
  });
  return `http://${stdout.trim().replace(/^(0\.0\.0\.0|127\.0\.0\.1)/, "localhost")}`;
}
