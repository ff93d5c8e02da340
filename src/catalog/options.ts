import { type AddOnId, addOnIds, addOns, frameworksWith } from "./addons.ts";
import { type CommandName, commandNames } from "./commands.ts";
import { defaultFramework, type FrameworkId, frameworkIds, frameworks } from "./frameworks.ts";
import { acceptPostgres, newestPostgres, postgresMajors, supportedPostgres } from "./postgres.ts";
import * as value from "./values.ts";

/** What a default or a validation needs from outside. */
export interface Facts {
  readonly projectName: string;
  /** The project's name as an SQL identifier that needs no quotes. */
  readonly identifier: string;
  /** ISO 8601. */
  readonly today: string;
  readonly allowEol: boolean;
  /** The major that the project is on: nobody is kept from staying there. */
  readonly presentPostgres?: number | undefined;
  readonly gitAuthor: string | undefined;
  readonly generatePassword: () => string;
}

export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** How an option is asked for at a terminal. */
export type Question =
  | { readonly kind: "text"; readonly message: string }
  | { readonly kind: "password"; readonly message: string }
  | {
      readonly kind: "select" | "checkbox";
      readonly message: string;
      /** `framework` is the answer to an earlier question. */
      readonly choices: (
        facts: Facts,
        framework: FrameworkId | undefined,
      ) => readonly Choice<string | number>[];
    };

/** One row of the options table: flag, prompt, help text, schema and stored answer. */
export interface Option<Value> {
  /** Without its dashes; also the key in `--config` files and in the state. */
  readonly flag: string;
  readonly placeholder: string;
  readonly summary: string;
  readonly parse: (input: unknown, name: string, facts: Facts) => Value;
  /** Undefined where there is no default. */
  readonly fallback: (facts: Facts) => Value | undefined;
  /** The default counts without a terminal only after `--yes`. */
  readonly fallbackNeedsYes?: true;
  readonly question?: Question;
  readonly repeatable?: true;
  readonly secret?: true;
  /** The JSON Schema of the value in a `--config` file. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly group: OptionGroup;
}

export type OptionGroup = "Project" | "Database" | "Ports" | "Layout";

/** What projects are published on where nobody says otherwise; `auto` looks from there on. */
export const usualPorts = { port: 8000, dbPort: 5432 } as const;

const row = <Value>(option: Option<Value>): Option<Value> => option;

const isSupportedChoice = (today: string) => (major: number) =>
  supportedPostgres(today).some((known) => known.major === major);

/** The rules of values.ts as JSON Schema, as far as it can say them: it counts no bytes. */
const line = { type: "string", pattern: "^[^\\u0000\\r\\n]*$" };
const lineWithText = {
  type: "string",
  pattern: "^[^\\u0000\\r\\n]*[^\\s\\u0000][^\\u0000\\r\\n]*$",
};
const service = { type: "string", pattern: "^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$" };

export const options = {
  framework: row<FrameworkId>({
    flag: "framework",
    placeholder: "<name>",
    group: "Project",
    summary: `the app's framework: ${frameworkIds.join(", ")}`,
    parse: value.oneOf(frameworkIds),
    fallback: () => defaultFramework,
    fallbackNeedsYes: true,
    question: {
      kind: "select",
      message: "Framework",
      choices: () => frameworkIds.map((id) => ({ value: id, label: frameworks[id].label })),
    },
    schema: { enum: frameworkIds },
  }),
  postgres: row<number>({
    flag: "postgres",
    placeholder: "<major>",
    group: "Database",
    summary: `PostgreSQL's major version, ${newestPostgres} by default`,
    parse: (input, name, facts) => acceptPostgres(value.majorVersion(input, name), facts),
    fallback: () => newestPostgres,
    question: {
      kind: "select",
      message: "PostgreSQL",
      choices: ({ today }) =>
        postgresMajors
          .filter(({ major }) => isSupportedChoice(today)(major))
          .map(({ major, endOfLife }) => ({
            value: major,
            label: String(major),
            hint: `fixes until ${endOfLife}`,
          })),
    },
    schema: {
      type: "integer",
      minimum: Math.min(...postgresMajors.map(({ major }) => major)),
      maximum: newestPostgres + 1,
    },
  }),
  dbName: row<string>({
    flag: "db-name",
    placeholder: "<name>",
    group: "Database",
    summary: "the database, named after the project by default",
    parse: value.databaseName,
    fallback: ({ identifier }) => identifier,
    question: { kind: "text", message: "Database name" },
    schema: { ...lineWithText, maxLength: 58, not: { enum: value.reservedDatabases } },
  }),
  dbUser: row<string>({
    flag: "db-user",
    placeholder: "<name>",
    group: "Database",
    summary: "the app's own role, an ordinary one, named after the project by default",
    parse: value.roleName,
    fallback: ({ identifier }) => identifier,
    question: { kind: "text", message: "Database user" },
    schema: { ...lineWithText, maxLength: 63, not: { pattern: "^((postgres|public|none)$|pg_)" } },
  }),
  dbPassword: row<string>({
    flag: "db-password",
    placeholder: "<password>",
    group: "Database",
    summary: "its password, generated by default (--db-password-file is safer than a flag)",
    parse: value.password,
    fallback: ({ generatePassword }) => generatePassword(),
    question: { kind: "password", message: "Database password" },
    secret: true,
    schema: { ...line, minLength: 1 },
  }),
  port: row<value.Port>({
    flag: "port",
    placeholder: "<port>",
    group: "Ports",
    summary: `the app's port on this machine, ${usualPorts.port} by default; auto takes the next free one`,
    parse: value.portOr("auto"),
    fallback: () => usualPorts.port,
    question: { kind: "text", message: "Port on this machine" },
    schema: { oneOf: [{ type: "integer", minimum: 1, maximum: 65_535 }, { const: "auto" }] },
  }),
  dbPort: row<value.Port | "none">({
    flag: "db-port",
    placeholder: "<port>",
    group: "Ports",
    summary: `the database's, ${usualPorts.dbPort} by default; auto, or none to publish no port`,
    parse: value.portOr("auto", "none"),
    fallback: () => usualPorts.dbPort,
    schema: {
      oneOf: [{ type: "integer", minimum: 1, maximum: 65_535 }, { enum: ["auto", "none"] }],
    },
  }),
  storage: row<"volume" | "bind">({
    flag: "storage",
    placeholder: "<kind>",
    group: "Database",
    summary: "where its data lives: a named volume (default), or bind: the folder db/data",
    parse: value.oneOf(["volume", "bind"]),
    fallback: () => "volume",
    question: {
      kind: "select",
      message: "Where the data lives",
      choices: () => [
        { value: "volume", label: "a named volume", hint: "works everywhere, Windows wants it" },
        { value: "bind", label: "a folder of the project", hint: "db/data; Linux and macOS" },
      ],
    },
    schema: { enum: ["volume", "bind"] },
  }),
  appService: row<string>({
    flag: "app-service",
    placeholder: "<name>",
    group: "Layout",
    summary: "the app's service name in compose.yaml, app by default",
    parse: value.serviceName,
    fallback: () => "app",
    schema: service,
  }),
  dbService: row<string>({
    flag: "db-service",
    placeholder: "<name>",
    group: "Layout",
    summary: "the database's, db by default",
    parse: value.serviceName,
    fallback: () => "db",
    schema: service,
  }),
  maintainer: row<string>({
    flag: "maintainer",
    placeholder: "<who>",
    group: "Layout",
    summary: "a label of the image; from git's settings by default",
    parse: value.line,
    fallback: ({ gitAuthor }) => gitAuthor ?? "",
    schema: line,
  }),
  proxy: row<"caddy" | "nginx">({
    flag: "proxy",
    placeholder: "<name>",
    group: "Layout",
    summary: "what stands in front in production: caddy (default) or nginx",
    parse: value.oneOf(["caddy", "nginx"]),
    fallback: () => "caddy",
    schema: { enum: ["caddy", "nginx"] },
  }),
  with: row<readonly AddOnId[]>({
    flag: "with",
    placeholder: "<add-on>",
    group: "Project",
    summary: `all add-ons that it shall have, repeatable or comma-separated: ${addOnIds.join(", ")}`,
    parse: value.severalOf(addOnIds),
    fallback: () => [],
    repeatable: true,
    question: {
      kind: "checkbox",
      message: "Add-ons",
      choices: (_facts, framework) =>
        addOnIds
          .filter((id) => framework === undefined || frameworksWith(id).includes(framework))
          .map((id) => ({ value: id, label: addOns[id].label, hint: addOns[id].summary })),
    },
    schema: { type: "array", items: { enum: addOnIds } },
  }),
} as const;

export type OptionKey = keyof typeof options;
export const optionKeys = Object.keys(options) as readonly OptionKey[];

type ValueOf<Row> = Row extends Option<infer Value> ? Value : never;
type SecretKey = "dbPassword";

/** Every option's value as given: ports may still be `auto`. */
export type Choices = { readonly [Key in OptionKey]: ValueOf<(typeof options)[Key]> };

/** What the user chose: complete, valid, and fit to be stored and printed. */
export type Answers = Omit<Choices, SecretKey | "port" | "dbPort"> & {
  readonly port: number;
  readonly dbPort: number | "none";
};

/** What is never stored or printed; a type of its own, so that a report cannot even receive it. */
export type Secrets = Pick<Choices, SecretKey>;

/** The row of a key, with its value's type forgotten. */
export function optionOf(key: OptionKey): Option<unknown> {
  return options[key] as Option<unknown>;
}

/** A flag that steers this run and is no answer. */
export interface Switch {
  readonly flags: string;
  readonly summary: string;
  readonly repeatable?: true;
  /** The commands with a name that have it, too. */
  readonly commands?: readonly CommandName[];
}

/** Commands that plan an update: they have the options of the table, too. */
export const planningCommands = ["status", "diff"] as const satisfies readonly CommandName[];

export const switches = {
  dbPasswordFile: {
    flags: "--db-password-file <path>",
    summary: "read the password from a file, - for standard input",
    commands: planningCommands,
  },
  allowEol: {
    flags: "--allow-eol",
    summary: "accept a PostgreSQL version past its end of life",
    commands: planningCommands,
  },
  config: {
    flags: "--config <file>",
    summary: "take answers from a JSON file; flags win",
    commands: planningCommands,
  },
  yes: { flags: "-y, --yes", summary: "every question that is left takes its default" },
  up: { flags: "--up", summary: "then build, start and wait until the app answers" },
  open: { flags: "--open", summary: "after --up, open the page in a browser" },
  git: { flags: "--no-git", summary: "make no git repository" },
  check: { flags: "--check", summary: "in a project: exit 5 if an update would change it" },
  restore: {
    flags: "--restore <path>",
    summary: "in a project: bring back a generated file that was deleted",
    repeatable: true,
    commands: planningCommands,
  },
  force: {
    flags: "--force",
    summary: "in a project: change the framework, or where the data lives, all the same",
    commands: planningCommands,
  },
  dryRun: { flags: "--dry-run", summary: "show what would be written, and write nothing" },
  json: {
    flags: "--json",
    summary: "one JSON document on standard output",
    commands: commandNames,
  },
  quiet: {
    flags: "--quiet",
    summary: "say nothing but warnings and errors",
    commands: planningCommands,
  },
  color: {
    flags: "--no-color",
    summary: "plain text; NO_COLOR does the same",
    commands: commandNames,
  },
} as const satisfies Record<string, Switch>;

/** The environment variable that carries the password without showing it in the process list. */
export const passwordVariable = "CREATE_DOCKER_PG_APP_DB_PASSWORD";
