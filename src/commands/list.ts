import { addOnIds, addOns, frameworksWith, summaryOf } from "../catalog/addons.ts";
import {
  defaultFramework,
  frameworkIds,
  frameworkOf,
  imagesOf,
  sharedImages,
} from "../catalog/frameworks.ts";
import {
  newestPostgres,
  postgresImage,
  postgresMajors,
  supportedPostgres,
} from "../catalog/postgres.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import type { Context } from "./context.ts";

/** Lists what can be chosen: frameworks, PostgreSQL versions and add-ons. */
export function list({ terminal, today }: Context): ExitCode {
  const supported = new Set(supportedPostgres(today));
  if (terminal.json) {
    terminal.print(
      JSON.stringify({
        ok: true,
        command: "list",
        frameworks: frameworkIds.map((id) => ({
          id,
          label: frameworkOf(id).label,
          language: frameworkOf(id).language,
          images: imagesOf(frameworkOf(id)),
          sourceDirs: frameworkOf(id).sourceDirs,
          renewals: frameworkOf(id).tasks.flatMap(({ run, renews }) =>
            renews === undefined ? [] : [{ run, files: renews }],
          ),
          isDefault: id === defaultFramework,
        })),
        postgres: postgresMajors.map((each) => ({
          major: each.major,
          image: postgresImage(each.major).image,
          endOfLife: each.endOfLife,
          isSupported: supported.has(each),
          isDefault: each.major === newestPostgres,
        })),
        images: sharedImages,
        addOns: addOnIds.map((id) => ({
          id,
          label: addOns[id].label,
          summary: addOns[id].summary,
          frameworks: frameworksWith(id),
        })),
      }),
    );
    return exitCodes.done;
  }
  const { bold, dim } = terminal.dataStyle;
  const line = (name: string | number, what: string) => `  ${String(name).padEnd(14)}${dim(what)}`;
  const lines = [
    bold("Frameworks"),
    ...frameworkIds.map((id) => line(id, `${frameworkOf(id).label}, ${frameworkOf(id).image}`)),
    "",
    bold("PostgreSQL"),
    ...postgresMajors.map((each) =>
      line(
        each.major,
        supported.has(each)
          ? `fixes until ${each.endOfLife}`
          : `end of life since ${each.endOfLife}: needs --allow-eol`,
      ),
    ),
    "",
    bold("Add-ons"),
    ...addOnIds.map((id) => line(id, summaryOf(id))),
  ];
  terminal.print(lines.join("\n"));
  return exitCodes.done;
}
