import type { DevVolume, Task } from "../catalog/frameworks.ts";
import { frameworkOf } from "../catalog/frameworks.ts";
import { type Language, languages } from "../catalog/languages.ts";
import type { Answers, Secrets } from "../catalog/options.ts";
import {
  noHistory,
  type PostgresHistory,
  type PostgresImage,
  postgresImage,
} from "../catalog/postgres.ts";
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
  readonly hasDevVolumes: boolean;
  readonly hasVolumeInProject: boolean;
  readonly hasVolumes: boolean;
  readonly tasks: readonly Task[];
  /** Those of them that fail on what a reviewer should not have to find. */
  readonly checks: readonly string[];
  readonly devCommand: readonly string[];
  readonly prodCommand: readonly string[];
  readonly migrateCommand: readonly string[];
  readonly forksWorkers: boolean;
  readonly pendingCommand: string;
  readonly hasPendingCommand: boolean;
  readonly newestMigration: string;
  readonly testCommand: readonly string[];
  readonly healthCommand: readonly string[];
  /** Production runs what a compiler made, and so has its own commands. */
  readonly isCompiled: boolean;
  readonly compiledDir: string;
  readonly buildCommand: string;
  readonly prodMigrateCommand: readonly string[];
  readonly prodHealthCommand: readonly string[];
  readonly compiledPendingCommand: string;
  readonly postgresMajor: number;
  readonly postgresImage: string;
  readonly postgresMount: string;
  /** The named volume, or the folder of the project, that is mounted there. */
  readonly postgresData: string;
  /** The last major before this one: db-upgrade brings its data over. */
  readonly hasOldPostgres: boolean;
  readonly oldPostgresMajor: number;
  readonly oldPostgresImage: string;
  readonly oldPostgresMount: string;
  readonly oldPostgresData: string;
  /** All majors before this one: nothing starts while the data may still be in one of them. */
  readonly formerPostgres: readonly FormerPostgres[];
  readonly postgresVolumes: readonly string[];
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
  readonly readsForwardedAllowIps: boolean;
  /** What Dependabot calls the language's packages. */
  readonly dependencyEcosystem: string;
  readonly withCi: boolean;
  readonly withDevcontainer: boolean;
  readonly withSwarm: boolean;
  readonly withRedis: boolean;
  readonly hasWorker: boolean;
  readonly workerDevCommand: readonly string[];
  readonly workerProdCommand: readonly string[];
}

export interface FormerPostgres {
  readonly major: number;
  readonly data: string;
}

export interface ViewInput {
  readonly projectName: string;
  readonly answers: Answers;
  readonly secrets: Secrets;
  readonly history?: PostgresHistory;
}

export function viewOf({ projectName, answers, secrets, history = noHistory }: ViewInput): View {
  const slug = slugOf(projectName);
  const framework = frameworkOf(answers.framework);
  const { compiled } = framework;
  const withRedis = answers.with.includes("redis");
  const worker = framework.redis?.worker;
  const isVolume = answers.storage === "volume";
  const postgres = postgresImage(answers.postgres, history);
  const language: Language = languages[framework.language];
  const former = history.former.map((major) => postgresImage(major, history));
  const old = former.at(-1) ?? postgres;
  const dataOf = ({ volume, folder }: PostgresImage) => (isVolume ? volume : `./${folder}`);
  return {
    projectName,
    slug,
    dbDefault: identifierOf(slug),
    frameworkLabel: framework.label,
    image: framework.image,
    prodImage: framework.prodImage ?? framework.image,
    sourceDirs: [...framework.sourceDirs, "public"],
    devVolumes: framework.devVolumes,
    hasDevVolumes: framework.devVolumes.length > 0,
    hasVolumeInProject: framework.devVolumes.some(({ path }) => path.startsWith("/app/")),
    hasVolumes: isVolume || framework.devVolumes.length > 0 || withRedis,
    tasks: framework.tasks,
    checks: framework.tasks.filter(({ isCheck }) => isCheck).map(({ run }) => run),
    devCommand: framework.command.dev,
    prodCommand: framework.command.prod,
    migrateCommand: framework.command.migrate,
    forksWorkers: framework.forksWorkers === true,
    pendingCommand: framework.command.pending?.join(" ") ?? "",
    hasPendingCommand: framework.command.pending !== undefined,
    newestMigration: framework.newestMigration,
    testCommand: framework.command.test,
    healthCommand: framework.command.health,
    isCompiled: compiled !== undefined,
    compiledDir: compiled?.dir ?? "",
    buildCommand: compiled?.command.build.join(" ") ?? "",
    prodMigrateCommand: compiled?.command.migrate ?? framework.command.migrate,
    prodHealthCommand: compiled?.command.health ?? framework.command.health,
    compiledPendingCommand: compiled?.command.pending.join(" ") ?? "",
    postgresMajor: postgres.major,
    postgresImage: postgres.image,
    postgresMount: postgres.mount,
    postgresData: dataOf(postgres),
    hasOldPostgres: former.length > 0,
    oldPostgresMajor: old.major,
    oldPostgresImage: old.image,
    oldPostgresMount: old.mount,
    oldPostgresData: dataOf(old),
    formerPostgres: former.map((each) => ({ major: each.major, data: dataOf(each) })),
    storageVolume: isVolume,
    postgresVolumes: isVolume ? [postgres, ...former].map(({ volume }) => volume) : [],
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
    readsForwardedAllowIps: language.readsForwardedAllowIps === true,
    dependencyEcosystem: language.dependencyEcosystem,
    withCi: answers.with.includes("ci"),
    withDevcontainer: answers.with.includes("devcontainer"),
    withRedis,
    hasWorker: withRedis && worker !== undefined,
    workerDevCommand: worker?.dev ?? [],
    workerProdCommand: worker?.prod ?? [],
    withSwarm: answers.with.includes("swarm"),
  };
}
