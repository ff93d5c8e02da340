/** Everything about a framework that is not in its template folder. */
export interface Framework {
  readonly label: string;
  /** The folder in templates/languages whose files it shares. */
  readonly language: string;
  /** The base image of all stages of its Dockerfile. */
  readonly image: string;
  /** Folders mounted into the development containers, so that an edit needs no rebuild. */
  readonly sourceDirs: readonly string[];
  /** Who restarts the app after an edit: the process itself, or a watcher around it. */
  readonly reload: "in-process" | "watcher";
  readonly command: {
    readonly dev: readonly string[];
    readonly prod: readonly string[];
    readonly migrate: readonly string[];
    readonly test: readonly string[];
    /** Exits 0 when the app answers; runs inside its container, which has no curl. */
    readonly health: readonly string[];
  };
  /** Dependency and cache folders that `dev` keeps on named volumes. */
  readonly devVolumes: readonly DevVolume[];
  /** Daily commands for the project's README: what follows `docker compose run --rm dev`. */
  readonly tasks: readonly Task[];
}

export interface DevVolume {
  readonly name: string;
  readonly path: string;
}

export interface Task {
  readonly label: string;
  readonly run: string;
}

/** One entry a framework, in the order of the menu; its files are templates/frameworks/<id>. */
export const frameworks = {
  flask: {
    label: "Flask",
    language: "python",
    image: "python:3.14-slim-trixie",
    sourceDirs: ["app", "migrations", "tests"],
    reload: "in-process",
    command: {
      dev: ["python", "dev.py"],
      prod: ["gunicorn"],
      migrate: ["alembic", "upgrade", "head"],
      test: ["pytest"],
      health: ["python", "-m", "app.healthcheck"],
    },
    devVolumes: [],
    tasks: [],
  },
} as const satisfies Record<string, Framework>;

export type FrameworkId = keyof typeof frameworks;
export const frameworkIds = Object.keys(frameworks) as readonly FrameworkId[];

/** What `--yes` takes when no framework is named. */
export const defaultFramework: FrameworkId = "flask";

export function frameworkOf(id: FrameworkId): Framework {
  return frameworks[id];
}
