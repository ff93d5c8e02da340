import { ExecaError, execa } from "execa";
import { UserError } from "../errors.ts";

/** Where `compose up` stands; `line` is compose's own last word. */
export interface Progress {
  readonly line: string;
}

const minimumCompose = [2, 24] as const;

/**
 * `inProject` is what leads there in a shell: `cd my-api && `, or nothing.
 * @throws UserError saying what to install or start, when a project could not be started here.
 */
export async function requireDocker(inProject: string): Promise<void> {
  const again = `${inProject}docker compose up --detach --wait`;
  const compose = await execa("docker", ["compose", "version", "--short"], {
    reject: false,
    stdin: "ignore",
  });
  if (compose.failed && compose.code === "ENOENT") {
    throw unavailable(
      "docker-missing",
      "Docker is not installed.",
      `Install it (docs.docker.com/get-started/get-docker), then: ${again}`,
    );
  }
  const version = /(\d+)\.(\d+)/.exec(compose.stdout ?? "");
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  if (major < minimumCompose[0] || (major === minimumCompose[0] && minor < minimumCompose[1])) {
    throw unavailable(
      "compose-too-old",
      version === null
        ? "Docker has no compose plugin."
        : `Docker's compose plugin is ${compose.stdout}, and ${minimumCompose.join(".")} is needed.`,
      `Update Docker, then: ${again}`,
    );
  }
  const daemon = await execa("docker", ["info", "--format", "{{.ServerVersion}}"], {
    reject: false,
    stdin: "ignore",
    timeout: 20_000,
  });
  if (daemon.failed) {
    throw unavailable(
      "daemon-stopped",
      "Docker is installed, but its engine does not answer.",
      `Start Docker Desktop (Linux: sudo systemctl start docker), then: ${again}`,
    );
  }
}

/** Builds, starts and waits until every service is healthy. */
export async function composeUp(
  folder: string,
  inProject: string,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const run = execa(
    "docker",
    ["compose", "--progress", "plain", "up", "--build", "--detach", "--wait"],
    {
      cwd: folder,
      stdin: "ignore",
      all: true,
      buffer: { all: true },
      env: { COMPOSE_MENU: "false" },
    },
  );
  for await (const text of run.iterable({ from: "all" })) {
    const line = text.trim();
    if (line !== "") onProgress({ line });
  }
  try {
    await run;
  } catch (cause) {
    const { stdout: logs } = await execa(
      "docker",
      ["compose", "logs", "--no-color", "--tail", "20"],
      { cwd: folder, reject: false, stdin: "ignore" },
    );
    const tail = (cause instanceof ExecaError ? String(cause.all ?? "") : "")
      .split("\n")
      .slice(-12);
    throw new UserError({
      code: "start-failed",
      message: `The project is complete, but it did not start:\n${[...tail, logs].join("\n").trim()}`,
      hint: `See the whole log: ${inProject}docker compose logs`,
      exitCode: 1,
      cause,
    });
  }
}

/** The published address of a service, as compose says. */
export async function publishedAddress(folder: string, service: string): Promise<string> {
  const { stdout } = await execa("docker", ["compose", "port", service, "8000"], {
    cwd: folder,
    stdin: "ignore",
  });
  return `http://${stdout.trim().replace(/^(0\.0\.0\.0|127\.0\.0\.1)/, "localhost")}`;
}

function unavailable(code: string, message: string, hint: string): UserError {
  return new UserError({
    code,
    message: `The project is complete, but it was not started: ${message}`,
    hint,
    exitCode: 1,
  });
}
