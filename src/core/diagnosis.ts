/** What `doctor` has found out about the machine, and about a project if there is one. */
export interface Machine {
  /** The engine's version; undefined when it does not answer. */
  readonly engine: string | undefined;
  /** Undefined when there is no `docker` command; `none` when it has no compose plugin. */
  readonly compose: string | "none" | undefined;
  readonly freeBytes: number;
  readonly project: ProjectFacts | undefined;
}

export interface ProjectFacts {
  readonly slug: string;
  /** Published ports by the key in `.env` that sets them. */
  readonly ports: readonly PublishedPort[];
  readonly isRunning: boolean;
  /** The volume of its database, if one of that name is there, and whether this folder made it. */
  readonly volume: { readonly name: string; readonly folder: string | undefined } | undefined;
  readonly folder: string;
  /** Keys of `.env` that the shell sets too, to another value. */
  readonly overridden: readonly string[];
  /** The compose files its containers were started from, where they are not today's. */
  readonly otherFiles: readonly string[] | undefined;
}

export interface PublishedPort {
  readonly key: string;
  /** As `.env` has it. */
  readonly value: string;
  /** Undefined where the value is no port. */
  readonly port: number | undefined;
  readonly isFree: boolean;
}

export interface Finding {
  readonly check: string;
  readonly level: "ok" | "warning" | "problem";
  readonly message: string;
  /** What to type or do. */
  readonly hint?: string;
}

/** Compose reads `!reset`, `env_file.format` and long `depends_on` rightly from here on. */
export const minimumCompose = [2, 24] as const;
const minimumEngine = 25;
const minimumFreeBytes = 5e9;

/** One finding a check, in the order in which a user would mend them. */
export function diagnose({ engine, compose, freeBytes, project }: Machine): readonly Finding[] {
  return [
    dockerFinding(compose),
    ...(compose === undefined ? [] : [engineFinding(engine), composeFinding(compose)]),
    diskFinding(freeBytes),
    ...(project === undefined ? [] : projectFindings(project)),
  ];
}

function dockerFinding(compose: Machine["compose"]): Finding {
  const check = "docker";
  if (compose !== undefined) return { check, level: "ok", message: "Docker is installed." };
  return {
    check,
    level: "problem",
    message: "Docker is not installed.",
    hint: "Install it: docs.docker.com/get-started/get-docker",
  };
}

function engineFinding(engine: string | undefined): Finding {
  const check = "engine";
  if (engine === undefined) {
    return {
      check,
      level: "problem",
      message: "The Docker Engine does not answer.",
      hint: "Start Docker Desktop, or on Linux: sudo systemctl start docker",
    };
  }
  if (Number.parseInt(engine, 10) < minimumEngine) {
    return {
      check,
      level: "warning",
      message: `The Docker Engine is ${engine}: before ${minimumEngine} health checks start more slowly.`,
      hint: "Update Docker.",
    };
  }
  return { check, level: "ok", message: `The Docker Engine ${engine} answers.` };
}

function composeFinding(compose: string): Finding {
  const check = "compose";
  const needed = minimumCompose.join(".");
  if (compose === "none") {
    return {
      check,
      level: "problem",
      message: "Docker has no compose plugin.",
      hint: "Install it: docs.docker.com/compose/install",
    };
  }
  if (!isRecentCompose(compose)) {
    return {
      check,
      level: "problem",
      message: `Docker's compose plugin is ${compose}, and ${needed} is needed.`,
      hint: "Update Docker.",
    };
  }
  return { check, level: "ok", message: `The compose plugin is ${compose}.` };
}

export function isRecentCompose(version: string): boolean {
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const [neededMajor, neededMinor] = minimumCompose;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

function diskFinding(freeBytes: number): Finding {
  const free = `${(freeBytes / 1e9).toFixed(1)} GB`;
  if (freeBytes >= minimumFreeBytes) {
    return { check: "disk", level: "ok", message: `${free} of disk are free.` };
  }
  return {
    check: "disk",
    level: "warning",
    message: `Only ${free} of disk are free: images and data may not fit.`,
    hint: "See what Docker uses: docker system df",
  };
}

function projectFindings(project: ProjectFacts): readonly Finding[] {
  return [
    ...portFindings(project),
    volumeFinding(project),
    environmentFinding(project),
    filesFinding(project),
  ];
}

function portFindings({ ports, isRunning }: ProjectFacts): readonly Finding[] {
  return ports.map(({ key, value, port, isFree }): Finding => {
    const check = `port ${value}`;
    if (port === undefined) {
      return {
        check,
        level: "problem",
        message: `${key} is "${value}" in .env, and a port is a number from 1 to 65535.`,
        hint: `Set one in .env: ${key}=8000`,
      };
    }
    if (isFree) return { check, level: "ok", message: `Port ${port} is free.` };
    if (isRunning)
      return { check, level: "ok", message: `Port ${port} is in use, by this project.` };
    return {
      check,
      level: "problem",
      message: `Port ${port} is in use by another program.`,
      hint: `Set another one in .env: ${key}=${port + 1}`,
    };
  });
}

function volumeFinding({ slug, volume, folder }: ProjectFacts): Finding {
  const check = "volume";
  if (volume === undefined) {
    return { check, level: "ok", message: "No volume of an earlier project of this name is left." };
  }
  if (volume.folder === undefined || volume.folder === folder) {
    return { check, level: "ok", message: `The volume ${volume.name} is this project's.` };
  }
  return {
    check,
    level: "warning",
    message: `The volume ${volume.name} was made from another folder: ${volume.folder}.`,
    hint: `To keep the two apart, set COMPOSE_PROJECT_NAME=${slug}-2 in .env.`,
  };
}

function environmentFinding({ overridden }: ProjectFacts): Finding {
  const check = "environment";
  if (overridden.length === 0) {
    return { check, level: "ok", message: "No variable of the shell wins over .env." };
  }
  return {
    check,
    level: "warning",
    message: `The shell sets ${overridden.join(", ")}, which wins over .env.`,
    hint: `unset ${overridden.join(" ")}`,
  };
}

function filesFinding({ otherFiles }: ProjectFacts): Finding {
  const check = "compose files";
  if (otherFiles === undefined) {
    return { check, level: "ok", message: "The containers are from the compose files in use." };
  }
  return {
    check,
    level: "warning",
    message: `The containers were started from other files: ${otherFiles.join(", ")}.`,
    hint: "Start them anew: docker compose up --detach",
  };
}
