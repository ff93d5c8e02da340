import type { LanguageId } from "./languages.ts";

/** Everything about a framework that is not in its template folder. */
export interface Framework {
  readonly label: string;
  /** The folder in templates/languages whose files it shares. */
  readonly language: LanguageId;
  /** The base image of the stages of its Dockerfile. */
  readonly image: string;
  /** What production runs on, where that is another one. */
  readonly prodImage?: string;
  /** Folders mounted into the development containers, so that an edit needs no rebuild. */
  readonly sourceDirs: readonly string[];
  readonly command: {
    readonly dev: readonly string[];
    readonly prod: readonly string[];
    readonly migrate: readonly string[];
    /** Changes nothing, and fails when a migration is pending; where the framework has such a command. */
    readonly pending?: readonly string[];
    readonly test: readonly string[];
    /** Exits 0 when the app answers; runs inside its container, which has no curl. */
    readonly health: readonly string[];
  };
  /** Production runs WEB_CONCURRENCY processes in a container, each with a pool of its own. */
  readonly forksWorkers?: true;
  /** SQL for the name of the newest migration that a database has. */
  readonly newestMigration: string;
  /** For a framework whose sources are compiled before production can run them. */
  readonly compiled?: Compiled;
  /** Dependency and cache folders that `dev` keeps on named volumes. */
  readonly devVolumes: readonly DevVolume[];
  /** What its database driver refuses to send, though PostgreSQL would take it. */
  readonly unsendable?: {
    readonly driver: string;
    readonly dbUser: RegExp;
    readonly dbPassword: RegExp;
  };
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
    readonly pending: readonly string[];
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

const alembicTasks: readonly Task[] = [
  { label: "make a migration", run: 'alembic revision --autogenerate -m "what it does"' },
  { label: "take back the last migration", run: "alembic downgrade -1" },
  { label: "list the migrations", run: "alembic history --indicate-current", isCheck: true },
  { label: "see whether the models need a migration", run: "alembic check", isCheck: true },
];

const pythonApp = {
  image: "python:3.14-slim-trixie",
  forksWorkers: true,
  devVolumes: [],
} as const satisfies Partial<Framework>;

const alembicApp = {
  ...pythonApp,
  sourceDirs: ["app", "migrations", "tests"],
  newestMigration: "SELECT version_num FROM alembic_version",
} as const satisfies Partial<Framework>;

const alembicCommands = {
  migrate: ["alembic", "upgrade", "head"],
  pending: ["alembic", "current", "--check-heads"],
  test: ["pytest"],
  health: ["python", "-IS", "app/healthcheck.py"],
} as const satisfies Partial<Framework["command"]>;

const nodeApp = {
  image: "node:26-trixie-slim",
  sourceDirs: ["src", "migrations", "tests"],
  command: {
    dev: ["node", "dev.ts", "src/server.ts"],
    prod: ["node", "src/server.ts"],
    migrate: ["node", "src/migrate.ts"],
    pending: ["node", "src/migrate.ts", "status"],
    test: ["npm", "test"],
    health: ["node", "src/healthcheck.ts"],
  },
  newestMigration: "SELECT name FROM migrations ORDER BY id DESC LIMIT 1",
  devVolumes: [{ name: "node_modules", path: "/app/node_modules" }],
} as const satisfies Partial<Framework>;

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
    ...alembicApp,
    command: {
      ...alembicCommands,
      dev: ["python", "dev.py"],
      prod: ["gunicorn"],
    },
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
      ...alembicTasks,
      ...pythonCodeTasks,
      { label: "open a Python shell with the app", run: "flask shell" },
      { label: "list the routes", run: "flask routes" },
    ],
  },
  fastapi: {
    label: "FastAPI",
    language: "python",
    ...alembicApp,
    command: {
      ...alembicCommands,
      dev: ["python", "dev.py"],
      prod: ["python", "serve.py"],
    },
    redis: {},
    tasks: [
      ...pythonPackageTasks,
      ...alembicTasks,
      ...pythonCodeTasks,
      { label: "open a Python shell that can await", run: "python -m asyncio" },
    ],
  },
  django: {
    label: "Django",
    language: "python",
    ...pythonApp,
    sourceDirs: ["config", "core", "persons", "tests"],
    command: {
      dev: ["gunicorn", "--config", "dev.py"],
      prod: ["gunicorn"],
      migrate: ["python", "manage.py", "migrate"],
      pending: ["python", "manage.py", "migrate", "--check"],
      test: ["pytest"],
      health: ["python", "-IS", "core/healthcheck.py"],
    },
    newestMigration: "SELECT app || '.' || name FROM django_migrations ORDER BY id DESC LIMIT 1",
    redis: {},
    tasks: [
      ...pythonPackageTasks,
      { label: "make a migration", run: "python manage.py makemigrations" },
      { label: "go back to a migration", run: "python manage.py migrate <app> <migration>" },
      {
        label: "list the migrations",
        run: "python manage.py showmigrations",
        isCheck: true,
      },
      {
        label: "see whether the models need a migration",
        run: "python manage.py makemigrations --check --dry-run",
        isCheck: true,
      },
      ...pythonCodeTasks,
      { label: "let Django check the project", run: "python manage.py check", isCheck: true },
      { label: "open a Python shell with the app", run: "python manage.py shell" },
    ],
  },
  express: {
    label: "Express",
    language: "node",
    ...nodeApp,
    redis: {},
    tasks: nodeTasks,
  },
  fastify: {
    label: "Fastify",
    language: "node",
    ...nodeApp,
    redis: {
      worker: { dev: ["node", "dev.ts", "src/worker.ts"], prod: ["node", "src/worker.ts"] },
    },
    tasks: nodeTasks,
  },
  nestjs: {
    label: "NestJS",
    language: "node",
    ...nodeApp,
    command: {
      ...nodeApp.command,
      dev: ["node", "--import", "./register.ts", "dev.ts", "src/main.ts"],
      prod: ["node", "--enable-source-maps", "dist/main.js"],
    },
    compiled: {
      dir: "dist",
      command: {
        build: ["npm", "run", "build"],
        migrate: ["node", "dist/migrate.js"],
        pending: ["node", "dist/migrate.js", "status"],
        health: ["node", "dist/healthcheck.js"],
      },
    },
    redis: {},
    tasks: [
      ...nodeTasks,
      {
        label: "begin a module with its controller and service",
        run: "npx @nestjs/cli generate resource <name> --no-spec",
      },
    ],
  },
  go: {
    label: "Go (net/http)",
    language: "go",
    image: "golang:1.27-trixie",
    prodImage: "debian:trixie-slim",
    sourceDirs: ["cmd", "internal", "migrations"],
    command: {
      dev: ["app", "dev"],
      prod: ["app", "serve"],
      migrate: ["app", "migrate"],
      pending: ["app", "migrate", "status"],
      test: ["go", "test", "./..."],
      health: ["app", "healthcheck"],
    },
    newestMigration: "SELECT version_id FROM goose_db_version ORDER BY id DESC LIMIT 1",
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
      { label: "take back the last migration", run: "app migrate down" },
      { label: "format the code", run: "gofmt -w ." },
      { label: "look for mistakes", run: "go vet ./...", isCheck: true },
      { label: "lint it", run: "go tool staticcheck ./...", isCheck: true },
    ],
  },
  axum: {
    label: "Axum",
    language: "rust",
    image: "rust:1-slim-trixie",
    prodImage: "debian:trixie-slim",
    sourceDirs: ["src", "migrations", "tests"],
    command: {
      dev: ["app", "dev"],
      prod: ["app", "serve"],
      migrate: ["app", "migrate"],
      test: ["cargo", "test"],
      health: ["app", "healthcheck"],
    },
    newestMigration: "SELECT description FROM _sqlx_migrations ORDER BY version DESC LIMIT 1",
    // Of what RFC 4013 forbids, that which people type; the app names the rest when it starts.
    unsendable: {
      driver: "sqlx",
      dbUser: /[,\p{Cc}\p{Co}\u{1F000}-\u{1FFFF}]/u,
      dbPassword: /[\p{Cc}\p{Co}\u{1F000}-\u{1FFFF}]/u,
    },
    devVolumes: [
      { name: "cargo-registry", path: "/usr/local/cargo/registry" },
      { name: "cargo-target", path: "/target" },
    ],
    redis: {},
    tasks: [
      { label: "add a dependency", run: "cargo add <crate>" },
      { label: "lock the dependencies, after adding one", run: "cargo update --workspace" },
      { label: "bring all of them up to date", run: "cargo update", renews: ["Cargo.lock"] },
      { label: "begin a migration", run: "touch migrations/0002_what_it_does.sql" },
      { label: "format the code", run: "cargo fmt" },
      { label: "see whether it is formatted", run: "cargo fmt --check", isCheck: true },
      {
        label: "lint it",
        run: "cargo clippy --all-targets -- --deny warnings",
        isCheck: true,
      },
    ],
  },
  spring: {
    label: "Spring Boot",
    language: "java",
    image: "maven:3-eclipse-temurin-25",
    prodImage: "eclipse-temurin:25-jre",
    sourceDirs: ["src"],
    command: {
      dev: ["app", "dev"],
      prod: ["app"],
      migrate: ["app", "--spring.profiles.active=migrate"],
      test: ["mvn", "test"],
      health: ["healthcheck"],
    },
    newestMigration:
      "SELECT version || ' ' || description FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1",
    devVolumes: [{ name: "maven", path: "/maven" }],
    redis: {},
    tasks: [
      { label: "add a dependency", run: "mvn dependency:add -Dgav=<group>:<artifact>:<version>" },
      {
        label: "bring Spring Boot and what it manages up to date",
        run: "mvn versions:update-parent -DgenerateBackupPoms=false",
        renews: ["pom.xml"],
      },
      {
        label: "begin a migration",
        run: "touch src/main/resources/db/migration/V2__what_it_does.sql",
      },
      { label: "format the code", run: "mvn spotless:apply" },
      { label: "see whether it is formatted", run: "mvn spotless:check", isCheck: true },
      { label: "compile it, warnings being errors", run: "mvn test-compile", isCheck: true },
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
