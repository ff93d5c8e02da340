import { randomInt } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { send } from "../contract/client.ts";
import { installPackage } from "../support/package.ts";
import { temporaryFolder } from "../support/program.ts";

/** The user of a desktop, whose files a project is made of. */
export const hostUser = 1000;

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ComposeOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** An exit code other than 0 is a result, not an error. */
  readonly mayFail?: boolean;
}

/** A generated project on the real engine. */
export class EngineProject {
  readonly folder: string;
  readonly name: string;

  constructor(folder: string, name: string) {
    this.folder = folder;
    this.name = name;
  }

  async compose(args: readonly string[], options: ComposeOptions = {}): Promise<CommandResult> {
    const { exitCode, stdout, stderr } = await execa(
      "docker",
      ["compose", "--progress", "plain", ...args],
      {
        cwd: this.folder,
        reject: false,
        env: { COMPOSE_MENU: "false", ...options.env },
        ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
      },
    );
    const result = { exitCode: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
    if (result.exitCode !== 0 && options.mayFail !== true) {
      const logs = await execa("docker", ["compose", "logs", "--no-color", "--tail", "40"], {
        cwd: this.folder,
        reject: false,
      });
      throw new Error(
        `docker compose ${args.join(" ")}: exit ${exitCode}\n${stdout}\n${stderr}\n${logs.stdout}`,
      );
    }
    return result;
  }

  up(...more: readonly string[]): Promise<CommandResult> {
    return this.compose(["up", "--detach", "--wait", ...more]);
  }

  /** Runs one of the tools, `docker compose run --rm <service> …`, without a terminal. */
  tool(args: readonly string[], options?: ComposeOptions): Promise<CommandResult> {
    return this.compose(["run", "--rm", "-T", ...args], options);
  }

  /** Where a service is published on this machine. */
  async address(service = "app", port = 8000): Promise<string> {
    const { stdout } = await this.compose(["port", service, String(port)]);
    return stdout.trim();
  }

  async baseUrl(): Promise<string> {
    return `http://${await this.address()}`;
  }

  /** The id and start of a service's container: the same as long as nobody replaced or restarted it. */
  async identityOf(service: string): Promise<string> {
    const { stdout } = await this.compose(["ps", "--all", "--quiet", service]);
    const format = "{{ .Id }} {{ .State.StartedAt }}";
    return (await execa("docker", ["inspect", "--format", format, stdout.trim()])).stdout;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** Writes as an editor does: the file keeps its owner and its inode. */
  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, ".."), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  edit(path: string, from: string | RegExp, to: string): void {
    const before = this.read(path);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${path} has nothing to replace for ${from}`);
    this.write(path, after);
  }

  /** Takes everything down, data and images included. */
  async remove(): Promise<void> {
    await this.compose(
      ["--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5"],
      { mayFail: true },
    );
    // Those of an earlier major, too, which compose.yaml names no longer.
    const filter = ["--quiet", "--filter", `label=com.docker.compose.project=${this.name}`];
    const { stdout } = await execa("docker", ["volume", "ls", ...filter], { reject: false });
    const volumes = stdout.split("\n").filter((name) => name !== "");
    if (volumes.length > 0) await execa("docker", ["volume", "rm", ...volumes], { reject: false });
    await execa("docker", ["rmi", "--force", `${this.name}:dev`, `${this.name}:prod`], {
      reject: false,
    });
  }
}

export interface Workshop {
  /** Makes a project with the packed program, owned by an ordinary user of the host. */
  create(name: string, args: readonly string[]): Promise<EngineProject>;
  /** The packed program, run in a folder of a project. */
  run(args: readonly string[], cwd: string): Promise<CommandResult>;
  /** Takes over a folder, such as a clone, so that it is removed in the end. */
  adopt(folder: string, name: string): EngineProject;
  readonly folder: string;
  close(): Promise<void>;
}

/** A folder with the packed program in it, and all projects that tests make there. */
export async function openWorkshop(): Promise<Workshop> {
  const { path: folder, remove } = temporaryFolder("engine-");
  const projects: EngineProject[] = [];
  const { program } = await installPackage(folder);
  const run = async (args: readonly string[], cwd: string): Promise<CommandResult> => {
    const { exitCode, stdout, stderr } = await execa(program, args, {
      cwd,
      reject: false,
      stdin: "ignore",
      env: { CREATE_DOCKER_PG_APP_DB_PASSWORD: "" },
    });
    return { exitCode: exitCode ?? -1, stdout, stderr };
  };
  const adopt = (path: string, name: string): EngineProject => {
    const project = new EngineProject(path, name);
    projects.push(project);
    return project;
  };
  return {
    folder,
    run,
    adopt,
    async create(name, args) {
      const project = adopt(join(folder, name), name);
      await project.remove().catch(() => undefined);
      const { exitCode, stderr } = await run(
        [
          ...[name, "--yes", "--port", String(await quietPort())],
          ...["--db-port", String(await quietPort()), ...args],
        ],
        folder,
      );
      if (exitCode !== 0) throw new Error(stderr);
      await execa("chown", ["--recursive", `${hostUser}:${hostUser}`, project.folder]);
      if (args.includes("--up")) {
        // A watcher takes the new owner for an edit, and would restart the app amid the first tests.
        await project.compose(["restart", "app"]);
        await project.up();
      }
      return project;
    },
    async close() {
      for (const project of projects) await project.remove();
      rmSync(folder, { recursive: true, force: true });
      remove();
    },
  };
}

/**
 * A free port that nothing takes by itself: below the ports that the system gives out, and not where
 * programs look for one, so that it is still free after a `down`.
 */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

export interface ServerSettings {
  readonly secret: string;
  /** A compose file beyond those of production. */
  readonly composeFile?: string;
  /** Lines of `.env`. */
  readonly settings: readonly string[];
}

/** The password's file, as the README's section on production makes it. */
export function writeSecret(project: EngineProject, secret: string): void {
  project.write("secrets/db_password", `${secret}\n`);
  chmodSync(join(project.folder, "secrets"), 0o700);
  chmodSync(join(project.folder, "secrets/db_password"), 0o644);
}

/** What the README tells to do on a server; the proxy takes any port. */
export function prepareServer(
  project: EngineProject,
  { secret, composeFile, settings }: ServerSettings,
): void {
  writeSecret(project, secret);
  project.edit(".env", /^DB_PASSWORD=.*\n/m, "");
  const files = ["compose.yaml", "compose.prod.yaml", ...(composeFile ? [composeFile] : [])];
  const lines = [
    `COMPOSE_FILE=${files.join(":")}`,
    "COMPOSE_PATH_SEPARATOR=:",
    "DB_PASSWORD_FILE=./secrets/db_password",
    "HTTP_PORT=0",
    "HTTPS_PORT=0",
    ...settings,
  ];
  project.write(".env", `${project.read(".env")}\n${lines.join("\n")}\n`);
}

/** Asks until the answer is as wanted; returns how long that took. */
export async function eventually(
  what: string,
  isTrue: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<number> {
  const started = performance.now();
  for (;;) {
    if (await isTrue().catch(() => false)) return performance.now() - started;
    if (performance.now() - started > timeoutMs) {
      throw new Error(`Not so after ${timeoutMs} ms: ${what}`);
    }
    await wait(50);
  }
}

/** Waits until a path answers with a status, and gives the answer. */
export async function answerOf(baseUrl: string, path: string, status: number, timeoutMs?: number) {
  await eventually(
    `${path} is ${status}`,
    async () => (await send({ baseUrl }, { path })).status === status,
    timeoutMs,
  );
  return send({ baseUrl }, { path });
}
