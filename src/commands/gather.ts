import process from "node:process";
import { type Facts, optionKeys, passwordVariable } from "../catalog/options.ts";
import { checkJsonTypes, keysByFlag, type Source } from "../core/answers.ts";
import { identifierOf, slugOf } from "../core/names.ts";
import { usageError } from "../errors.ts";
import { gitAuthor } from "../io/git.ts";
import { readConfig, readPasswordFile } from "../io/inputs.ts";
import { generatePassword } from "../io/random.ts";
import type { Context, Flags } from "./context.ts";

/** Where answers come from, in the order in which they win: flags, environment, file. */
export async function sourcesOf(flags: Flags): Promise<readonly Source[]> {
  const typed = Object.fromEntries(
    optionKeys.filter((key) => flags[key] !== undefined).map((key) => [key, flags[key]]),
  );
  const sources: Source[] = [{ values: typed, name: (flag) => `--${flag}` }];
  if (typeof flags.dbPasswordFile === "string") {
    if (typed.dbPassword !== undefined) {
      throw usageError(
        "conflicting-flags",
        "--db-password and --db-password-file are both given.",
        "Give one of them.",
      );
    }
    const values = { dbPassword: await readPasswordFile(flags.dbPasswordFile) };
    sources.push({ values, name: () => "What --db-password-file holds" });
  }
  const fromEnvironment = process.env[passwordVariable];
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    sources.push({ values: { dbPassword: fromEnvironment }, name: () => passwordVariable });
  }
  if (typeof flags.config === "string") {
    const path = flags.config;
    const values = keysByFlag(await readConfig(path), path);
    checkJsonTypes(values, path);
    sources.push({
      values,
      name: (flag) => `"${flag}" in ${path}`,
    });
  }
  return sources;
}

/** What defaults and validations need to know of this machine. */
export async function factsOf(
  projectName: string,
  flags: Flags,
  { today }: Context,
  { needsAuthor }: { readonly needsAuthor: boolean },
): Promise<Facts> {
  return {
    projectName,
    identifier: identifierOf(slugOf(projectName)),
    today,
    allowEol: flags.allowEol === true,
    gitAuthor: needsAuthor ? await gitAuthor(process.cwd()) : undefined,
    generatePassword,
  };
}
