/** Everything about a framework that is not in its template folder. */
export interface Framework {
  readonly label: string;
  /** The folder in templates/languages whose files it shares. */
  readonly language: string;
  /** The base image of the stages of its Dockerfile. */
  readonly image: string;
  /** What production runs on, where that is another one. */
  readonly prodImage?: string;
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
  /** For a framework whose sources are compiled before production can run them. */
  readonly compiled?: Compiled;
  /** Dependency and cache folders that `dev` keeps on named volumes. */
  readonly devVolumes: readonly DevVolume[];
  /** Absent where `--with redis` is not offered. */
  readonly redis?: {
    /** The process that works off the queue. */
    readonly worker?: { readonly dev: readonly string[]; readonly prod: readonly string[] };
  };
  /** Daily commands for the project's README: what follows `docker compose run --rm dev`. */
  readonly tasks: readonly Task[];
}

/** Development runs the sources themselves by `command`; in production stands here what differs. */
export interface Compiled {
  /** The folder of the compiler's output: no part of git, and of no image's context. */
  readonly dir: string;
  readonly command: {
    /** Fills the folder, in the Dockerfile's stage `build`. */
    readonly build: readonly string[];
    readonly migrate: readonly string[];
    readonly health: readonly string[];
  };
}

export interface DevVolume {
  readonly name: string;
  readonly path: string;
}

export interface Task {
  readonly label: string;
  readonly run: string;
  /** Ends with 0 on a project as it was generated. */
  readonly isCheck?: true;
  /** The files in which it brings the locked dependencies up to date; several run in their order. */
  readonly renews?: readonly string[];
}

const pythonPackageTasks: readonly Task[] = [
  { label: "add a dependency", run: "uv add <package>" },
  { label: "lock the dependencies, after adding one", run: "lock" },
  {
    label: "bring all of them up to date",
    run: "lock --upgrade",
    renews: ["requirements.txt", "requirements-dev.txt"],
  },
];

const pythonCodeTasks: readonly Task[] = [
  { label: "format the code", run: "ruff format" },
  { label: "lint it", run: "ruff check", isCheck: true },
  { label: "see whether it is formatted", run: "ruff format --check", isCheck: true },
  { label: "check its types", run: "mypy", isCheck: true },
];

const nodeVolumes: readonly DevVolume[] = [{ name: "node_modules", path: "/app/node_modules" }];

const nodeTasks: readonly Task[] = [
  { label: "add a dependency", run: "npm install <package>" },
  { label: "install what package-lock.json says, after a pull", run: "npm ci" },
  {
    label: "bring all dependencies up to date",
    run: "npm update",
    renews: ["package-lock.json"],
  },
  { label: "make a migration", run: 'npm run migration "what it does"' },
  { label: "take back the last migration", run: "npm run migrate down" },
  { label: "format the code", run: "npm run format" },
  { label: "lint it, and see whether it is formatted", run: "npm run lint", isCheck: true },
  { label: "check its types", run: "npm run types", isCheck: true },
];

const goLock = ["go.mod", "go.sum"];

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
      health: ["python", "-IS", "app/healthcheck.py"],
    },
    devVolumes: [],
    redis: {
      worker: {
        dev: [
          "sh",
          "-c",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
          "exec watchmedo auto-restart ${RELOAD_POLLING:+--debug-force-polling} --directory app --patterns '*.py' --recursive -- python -m app.worker",
        ],
        prod: ["python", "-m", "app.worker"],
      },
    },
    tasks: [
      ...pythonPackageTasks,
      { label: "make a migration", run: 'alembic revision --autogenerate -m "what it does"' },
      ...pythonCodeTasks,
      { label: "open a Python shell with the app", run: "flask shell" },
      { label: "list the routes", run: "flask routes" },
    ],
  },
  fastapi: {
    label: "FastAPI",
    language: "python",
    image: "python:3.14-slim-trixie",
    sourceDirs: ["app", "migrations", "tests"],
    reload: "watcher",
    command: {
      dev: ["python", "dev.py"],
      prod: ["python", "serve.py"],
      migrate: ["alembic", "upgrade", "head"],
      test: ["pytest"],
      health: ["python", "-IS", "app/healthcheck.py"],
    },
    devVolumes: [],
    redis: {},
    tasks: [
      ...pythonPackageTasks,
      { label: "make a migration", run: 'alembic revision --autogenerate -m "what it does"' },
      ...pythonCodeTasks,
      { label: "open a Python shell that can await", run: "python -m asyncio" },
    ],
  },
  django: {
    label: "Django",
    language: "python",
    image: "python:3.14-slim-trixie",
    sourceDirs: ["config", "core", "persons", "tests"],
    reload: "in-process",
    command: {
      dev: ["gunicorn", "--config", "dev.py"],
      prod: ["gunicorn"],
      migrate: ["python", "manage.py", "migrate"],
      test: ["pytest"],
      health: ["python", "-m", "core.healthcheck"],
    },
    devVolumes: [],
    redis: {},
    tasks: [
      ...pythonPackageTasks,
      { label: "make a migration", run: "python manage.py makemigrations" },
      ...pythonCodeTasks,
      { label: "let Django check the project", run: "python manage.py check", isCheck: true },
      { label: "open a Python shell with the app", run: "python manage.py shell" },
    ],
  },
  go: {
    label: "Go (net/http)",
    language: "go",
    image: "golang:1.27-trixie",
    prodImage: "debian:trixie-slim",
    sourceDirs: ["cmd", "internal", "migrations"],
    reload: "watcher",
    command: {
      dev: ["app", "dev"],
      prod: ["app", "serve"],
      migrate: ["app", "migrate"],
      test: ["go", "test", "./..."],
      health: ["app", "healthcheck"],
    },
    devVolumes: [
      { name: "go-modules", path: "/go/pkg" },
      { name: "go-cache", path: "/go/cache" },
    ],
    redis: {},
    tasks: [
      { label: "add a dependency", run: "go get <module>" },
      { label: "bring all dependencies up to date", run: "go get -u ./...", renews: goLock },
      { label: "bring go.mod in line with the imports", run: "go mod tidy", renews: goLock },
      { label: "begin a migration", run: "touch migrations/00002_what_it_does.sql" },
      { label: "format the code", run: "gofmt -w ." },
      { label: "look for mistakes", run: "go vet ./...", isCheck: true },
      { label: "lint it", run: "go tool staticcheck ./...", isCheck: true },
    ],
  },
  express: {
    label: "Express",
    language: "node",
    image: "node:26-trixie-slim",
    sourceDirs: ["src", "migrations", "tests"],
    reload: "watcher",
    command: {
      dev: ["node", "dev.ts"],
      prod: ["node", "src/server.ts"],
      migrate: ["node", "src/migrate.ts"],
      test: ["npm", "test"],
      health: ["node", "src/healthcheck.ts"],
    },
    devVolumes: nodeVolumes,
    redis: {},
    tasks: nodeTasks,
  },
  fastify: {
    label: "Fastify",
    language: "node",
    image: "node:26-trixie-slim",
    sourceDirs: ["src", "migrations", "tests"],
    reload: "watcher",
    command: {
      dev: ["node", "dev.ts"],
      prod: ["node", "src/server.ts"],
      migrate: ["node", "src/migrate.ts"],
      test: ["npm", "test"],
      health: ["node", "src/healthcheck.ts"],
    },
    devVolumes: nodeVolumes,
    redis: {
      worker: { dev: ["node", "dev.ts", "src/worker.ts"], prod: ["node", "src/worker.ts"] },
    },
    tasks: nodeTasks,
  },
  nestjs: {
    label: "NestJS",
    language: "node",
    image: "node:26-trixie-slim",
    sourceDirs: ["src", "migrations", "tests"],
    reload: "watcher",
    command: {
      dev: ["node", "--import", "./register.ts", "dev.ts", "src/main.ts"],
      prod: ["node", "--enable-source-maps", "dist/main.js"],
      migrate: ["node", "src/migrate.ts"],
      test: ["npm", "test"],
      health: ["node", "src/healthcheck.ts"],
    },
    compiled: {
      dir: "dist",
      command: {
        build: ["npm", "run", "build"],
        migrate: ["node", "dist/migrate.js"],
        health: ["node", "dist/healthcheck.js"],
      },
    },
    devVolumes: nodeVolumes,
    redis: {},
    tasks: [
      ...nodeTasks,
      {
        label: "begin a module with its controller and service",
        run: "npx @nestjs/cli generate resource <name> --no-spec",
      },
    ],
  },
} as const satisfies Record<string, Framework>;

export type FrameworkId = keyof typeof frameworks;
export const frameworkIds = Object.keys(frameworks) as readonly FrameworkId[];

/** What `--yes` takes when no framework is named. */
export const defaultFramework: FrameworkId = "flask";

/** The images that a framework's Dockerfile starts from. */
export function imagesOf({ image, prodImage }: Framework): readonly string[] {
  return prodImage === undefined ? [image] : [image, prodImage];
}

/** The images that every project may use, beside its framework's and Postgres's. */
export const sharedImages: readonly string[] = [
  "docker/dockerfile:1",
  "caddy:2",
  "nginx:1.30",
  "redis:8",
];

export function frameworkOf(id: FrameworkId): Framework {
  return frameworks[id];
}
