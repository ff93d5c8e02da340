import { frameworksWith } from "../catalog/addons.ts";
import { frameworkOf } from "../catalog/frameworks.ts";
import { nearest } from "../catalog/nearest.ts";
import {
  type Answers,
  type Choices,
  type Facts,
  type Option,
  type OptionKey,
  optionKeys,
  optionOf,
  type Secrets,
} from "../catalog/options.ts";
import type { PostgresHistory } from "../catalog/postgres.ts";
import { refusal, usageError } from "../errors.ts";

/** Values from one place, as they came; `name` says how the user knows an option there. */
export interface Source {
  readonly values: Readonly<Partial<Record<OptionKey, unknown>>>;
  readonly name: (flag: string) => string;
}

export type Given = Partial<Choices>;

/**
 * The first source that has a value wins.
 * @throws UserError for the first value that is not valid, whatever source would have won:
 * a mistake in a file is a mistake also when a flag hides it.
 */
export function collect(sources: readonly Source[], facts: Facts): Given {
  const given: Partial<Record<OptionKey, unknown>> = {};
  for (const { values, name } of sources) {
    for (const key of optionKeys) {
      const raw = values[key];
      if (raw === undefined) continue;
      const { flag, parse } = optionOf(key);
      const parsed = parse(raw, name(flag), facts);
      if (given[key] === undefined) given[key] = parsed;
    }
  }
  return given as Given;
}

/** The questions that a terminal still asks, in the order of the table. */
export function openQuestions(given: Given): readonly OptionKey[] {
  return optionKeys.filter((key) => given[key] === undefined && optionOf(key).question);
}

/**
 * Defaults for everything that is open.
 * @throws UserError naming the flag where there is no default to take.
 */
export function complete(given: Given, facts: Facts, { yes }: { readonly yes: boolean }): Choices {
  const choices: Partial<Record<OptionKey, unknown>> = { ...given };
  for (const key of optionKeys) {
    if (choices[key] !== undefined) continue;
    const { flag, fallback, fallbackNeedsYes, placeholder } = optionOf(key);
    const value = fallbackNeedsYes && !yes ? undefined : fallback(facts);
    if (value === undefined) {
      throw usageError(
        "missing-answer",
        `--${flag} is missing, and there is no terminal to ask at.`,
        `Add --${flag} ${placeholder}, or --yes to take the defaults.`,
      );
    }
    choices[key] = value;
  }
  return choices as Choices;
}

/** Names that compose.yaml needs for itself. */
const reservedServices = [
  "db-setup",
  "db-tools",
  "db-upgrade",
  "db-old",
  "dev",
  "migrate",
  "proxy",
  "redis",
  "test",
  "worker",
];

/** @throws UserError where two answers contradict each other. */
export function checkTogether({ appService, dbService, framework, ...choices }: Choices): void {
  for (const addOn of choices.with) {
    const offered = frameworksWith(addOn);
    if (offered.includes(framework)) continue;
    throw usageError(
      "add-on-not-offered",
      `--with ${addOn} cannot be had with ${framework} yet.`,
      `It is there for ${offered.join(", ")}.`,
    );
  }
  const { label, unsendable } = frameworkOf(framework);
  for (const [key, what] of [
    ["dbUser", "role"],
    ["dbPassword", "password"],
  ] as const) {
    if (unsendable === undefined || !unsendable[key].test(choices[key])) continue;
    throw usageError(
      "unsendable-login",
      `${label} cannot log in with this ${what}: it has a character that ${unsendable.driver} refuses to send.`,
      "Choose another one, without emoji and commas.",
    );
  }
  if (appService === dbService) {
    throw usageError(
      "duplicate-service",
      `The app and the database cannot both be called "${appService}".`,
      "Give --app-service and --db-service different names.",
    );
  }
  for (const [flag, name] of [
    ["--app-service", appService],
    ["--db-service", dbService],
  ] as const) {
    if (reservedServices.includes(name)) {
      throw usageError(
        "reserved-service",
        `${flag} cannot be "${name}": compose.yaml has a service of that name.`,
        "Choose another name.",
      );
    }
  }
}

/** @throws UserError where both are published on one port. */
export function requireDistinctPorts({ port, dbPort }: Pick<Answers, "port" | "dbPort">): void {
  if (port !== dbPort) return;
  throw usageError(
    "same-port",
    `The app and the database cannot both be published on port ${port}.`,
    "Give --port and --db-port different numbers.",
  );
}

export interface UnsafeAllowances {
  readonly force: boolean;
  /** The older major that the project was upgraded from: its volume still has its data. */
  readonly wayBack?: number | undefined;
}

/** What a change of the major adds to the project's history; the way back takes away again. */
export function historyAfter(
  { former, abandoned }: PostgresHistory,
  { before, now }: { readonly before: number; readonly now: number },
): PostgresHistory {
  if (now === before) return { former, abandoned };
  if (now > before) return { former: [...former, before], abandoned };
  return {
    former: former.filter((major) => major < now),
    abandoned: [...abandoned, before],
  };
}

/** @throws UserError for a change of answers that would replace the app's code, or lose its data. */
export function refuseUnsafe(
  before: Given,
  { framework, postgres, storage }: Pick<Answers, "framework" | "postgres" | "storage">,
  { force, wayBack }: UnsafeAllowances,
): void {
  if (before.framework !== undefined && before.framework !== framework && !force) {
    throw refusal(
      "framework-change",
      `This project is made with ${before.framework}: another framework would replace the app's code.`,
      `Make a new project, or add --force to have ${framework}'s files generated here.`,
    );
  }
  if (before.storage !== undefined && before.storage !== storage && !force) {
    throw refusal(
      "storage-change",
      `This project's data lies in ${placeOf(before.storage)}, and in ${placeOf(storage)} there is none of it.`,
      "Back it up (docker compose run --rm db-tools backup), add --force, start, and restore it (… db-tools restore latest).",
    );
  }
  if (before.postgres !== undefined && postgres < before.postgres && postgres !== wayBack) {
    throw refusal(
      "downgrade",
      `This project's data is of PostgreSQL ${before.postgres}, which PostgreSQL ${postgres} cannot read.`,
      "Restore a dump into a new project instead.",
    );
  }
}

function placeOf(storage: Answers["storage"]): string {
  return { volume: "a named volume", bind: "the folder db/data" }[storage];
}

/** Parts what may be stored from what may not; the ports are settled by now. */
export function split(
  { dbPassword, ...rest }: Choices,
  ports: Pick<Answers, "port" | "dbPort">,
): { readonly answers: Answers; readonly secrets: Secrets } {
  return { answers: { ...rest, ...ports }, secrets: { dbPassword } };
}

/** The option of a key as users write it in files; @throws UserError naming the nearest known key. */
export function keysByFlag(
  values: Readonly<Record<string, unknown>>,
  where: string,
): Partial<Record<OptionKey, unknown>> {
  const result: Partial<Record<OptionKey, unknown>> = {};
  for (const [flag, value] of Object.entries(values)) {
    if (flag === "$schema") continue;
    const key = optionKeys.find((candidate) => optionOf(candidate).flag === flag);
    if (key === undefined) {
      const meant = nearest(
        flag,
        optionKeys.map((candidate) => optionOf(candidate).flag),
      );
      throw usageError(
        "unknown-key",
        `${where} has an unknown key "${flag}".`,
        meant === undefined ? "Its keys are the long flags." : `Did you mean "${meant}"?`,
      );
    }
    result[key] = value;
  }
  return result;
}

/**
 * In JSON a number is a number and text is text: nothing is converted, so that the schema is right.
 * @throws UserError for a value of another type than the schema's.
 */
export function checkJsonTypes(
  values: Readonly<Partial<Record<OptionKey, unknown>>>,
  where: string,
): void {
  for (const key of optionKeys) {
    const value = values[key];
    if (value === undefined) continue;
    const { flag, schema } = optionOf(key);
    const types = jsonTypesOf(schema);
    const isQuotedNumber =
      types.includes("number") && typeof value === "string" && /^\d+$/.test(value);
    if (types.includes(jsonTypeOf(value)) && !isQuotedNumber) continue;
    throw usageError(
      "wrong-type",
      `"${flag}" in ${where} is of the type ${jsonTypeOf(value)}.`,
      isQuotedNumber
        ? `Write the number without quotes: ${value}`
        : `It must be of the type ${types.join(" or ")}.`,
    );
  }
}

function jsonTypesOf(schema: Option<unknown>["schema"]): readonly string[] {
  const { type, oneOf, enum: values, const: only } = schema;
  if (typeof type === "string") return type === "integer" ? ["number"] : [type];
  if (Array.isArray(oneOf)) return [...new Set(oneOf.flatMap(jsonTypesOf))];
  return [...new Set((Array.isArray(values) ? values : [only]).map(jsonTypeOf))];
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Answers under their flags' names, as the state and `--config` files have them. */
export function byFlag(answers: Answers): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    optionKeys
      .filter((key) => !optionOf(key).secret)
      .map((key) => [optionOf(key).flag, answers[key as keyof Answers]]),
  );
}
