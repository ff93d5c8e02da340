import type { DevVolume, Task } from "../catalog/frameworks.ts";
import { frameworkOf } from "../catalog/frameworks.ts";
import { dependencyEcosystemOf } from "../catalog/languages.ts";
import type { Answers, Secrets } from "../catalog/options.ts";
import { postgresImage } from "../catalog/postgres.ts";
import { identifierOf, slugOf } from "./names.ts";

/** The flat record that templates read. Every choice is made here, none in a template. */
export interface View {
  readonly projectName: string;
  readonly slug: string;
  readonly dbDefault: string;
  readonly frameworkLabel: string;
  readonly image: string;
  readonly prodImage: string;
  readonly sourceDirs: readonly string[];
  readonly devVolumes: readonly DevVolume[];
  readonly hasVolumeInProject: boolean;
  readonly hasVolumes: boolean;
  readonly tasks: readonly Task[];
  readonly devCommand: readonly string[];
  readonly prodCommand: readonly string[];
  readonly migrateCommand: readonly string[];
  readonly testCommand: readonly string[];
  readonly healthCommand: readonly string[];
  readonly postgresMajor: number;
  readonly postgresImage: string;
  readonly postgresVolume: string;
  readonly postgresMount: string;
  /** An upgrade from this major is pending: its volume is kept and guarded. */
  readonly hasOldPostgres: boolean;
  readonly oldPostgresMajor: number;
  readonly oldPostgresImage: string;
  readonly oldPostgresVolume: string;
  readonly oldPostgresMount: string;
  readonly storageVolume: boolean;
  readonly dbName: string;
  readonly dbUser: string;
  readonly dbPassword: string;
  readonly appService: string;
  readonly dbService: string;
  readonly appPort: number;
  readonly dbPort: number;
  readonly publishDbPort: boolean;
  readonly maintainer: string;
  readonly hasMaintainer: boolean;
  readonly proxyCaddy: boolean;
  readonly proxyNginx: boolean;
  /** What Dependabot calls the language's packages. */
  readonly dependencyEcosystem: string;
  readonly withCi: boolean;
  readonly withDevcontainer: boolean;
  readonly withSwarm: boolean;
}

export interface ViewInput {
  readonly projectName: string;
  readonly answers: Answers;
  readonly secrets: Secrets;
  /** The major whose data waits to be upgraded. */
  readonly previousPostgres?: number | undefined;
}

export function viewOf({ projectName, answers, secrets, previousPostgres }: ViewInput): View {
  const slug = slugOf(projectName);
  const framework = frameworkOf(answers.framework);
  const postgres = postgresImage(answers.postgres);
  const old = postgresImage(previousPostgres ?? answers.postgres);
  return {
    projectName,
    slug,
    dbDefault: identifierOf(slug),
    frameworkLabel: framework.label,
    image: framework.image,
    prodImage: framework.prodImage ?? framework.image,
    sourceDirs: [...framework.sourceDirs, "public"],
    devVolumes: framework.devVolumes,
    hasVolumeInProject: framework.devVolumes.some(({ path }) => path.startsWith("/app/")),
    hasVolumes: answers.storage === "volume" || framework.devVolumes.length > 0,
    tasks: framework.tasks,
    devCommand: framework.command.dev,
    prodCommand: framework.command.prod,
    migrateCommand: framework.command.migrate,
    testCommand: framework.command.test,
    healthCommand: framework.command.health,
    postgresMajor: postgres.major,
    postgresImage: postgres.image,
    postgresVolume: postgres.volume,
    postgresMount: postgres.mount,
    hasOldPostgres: old.major !== postgres.major,
    oldPostgresMajor: old.major,
    oldPostgresImage: old.image,
    oldPostgresVolume: old.volume,
    oldPostgresMount: old.mount,
    storageVolume: answers.storage === "volume",
    dbName: answers.dbName,
    dbUser: answers.dbUser,
    dbPassword: secrets.dbPassword,
    appService: answers.appService,
    dbService: answers.dbService,
    appPort: answers.port,
    dbPort: answers.dbPort === "none" ? 5432 : answers.dbPort,
    publishDbPort: answers.dbPort !== "none",
    maintainer: answers.maintainer,
    hasMaintainer: answers.maintainer !== "",
    proxyCaddy: answers.proxy === "caddy",
    proxyNginx: answers.proxy === "nginx",
    dependencyEcosystem: dependencyEcosystemOf(framework.language),
    withCi: answers.with.includes("ci"),
    withDevcontainer: answers.with.includes("devcontainer"),
    withSwarm: answers.with.includes("swarm"),
  };
}
