import type { DevVolume, Task } from "../catalog/frameworks.ts";
import { frameworkOf } from "../catalog/frameworks.ts";
import type { Answers, Secrets } from "../catalog/options.ts";
import { postgresImage } from "../catalog/postgres.ts";
import { identifierOf, slugOf } from "./names.ts";

/** The flat record that templates read. Every choice is made here, none in a template. */
export interface View {
  readonly projectName: string;
  readonly slug: string;
  readonly dbDefault: string;
  readonly frameworkId: string;
  readonly frameworkLabel: string;
  readonly language: string;
  readonly image: string;
  readonly sourceDirs: readonly string[];
  readonly devVolumes: readonly DevVolume[];
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
  readonly storageVolume: boolean;
  readonly storageBind: boolean;
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
}

export function viewOf(projectName: string, answers: Answers, secrets: Secrets): View {
  const slug = slugOf(projectName);
  const framework = frameworkOf(answers.framework);
  const postgres = postgresImage(answers.postgres);
  return {
    projectName,
    slug,
    dbDefault: identifierOf(slug),
    frameworkId: answers.framework,
    frameworkLabel: framework.label,
    language: framework.language,
    image: framework.image,
    sourceDirs: [...framework.sourceDirs, "public"],
    devVolumes: framework.devVolumes,
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
    storageVolume: answers.storage === "volume",
    storageBind: answers.storage === "bind",
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
  };
}
