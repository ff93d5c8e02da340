import type { Change, Plan } from "./plan.ts";

/** Colours as functions, so that core knows none. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
  cyan(text: string): string;
}

export interface Created {
  readonly folder: string;
  /** As the user would type it after `cd`; undefined when the project is the current folder. */
  readonly changeTo: string | undefined;
  readonly name: string;
  readonly framework: string;
  readonly postgres: number;
  readonly port: number;
  readonly fileCount: number;
  readonly address?: string;
}

/** What is said after a project was made. */
export function createdText(created: Created, style: Style): string {
  const { bold, dim, green, cyan } = style;
  const { name, framework, postgres, fileCount, changeTo, port, address } = created;
  const heading = `${green("✔")} ${bold(name)}: ${framework} and PostgreSQL ${postgres}, ${fileCount} files`;
  if (address !== undefined) {
    return [
      heading,
      "",
      `  It runs: ${cyan(address)}`,
      dim("  Edit a source file and reload the page. Stop it with: docker compose down"),
      "",
    ].join("\n");
  }
  const steps = [...(changeTo === undefined ? [] : [`cd ${changeTo}`]), "docker compose up"];
  return [
    heading,
    "",
    ...steps.map((step) => `  ${cyan(step)}`),
    "",
    dim(`  Then open http://localhost:${port}. The rest is in README.md.`),
    "",
  ].join("\n");
}

/** The files of a plan as a tree with sizes: what `--dry-run` prints. */
export function treeText(root: string, plan: Plan, style: Style): string {
  const files = plan.changes.flatMap((change) =>
    "content" in change ? [{ path: change.path, bytes: change.content.length }] : [],
  );
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines = branches(files, "", style);
  return [`${style.bold(root)}`, ...lines, "", `${files.length} files, ${sizeText(total)}`].join(
    "\n",
  );
}

interface SizedPath {
  readonly path: string;
  readonly bytes: number;
}

function branches(files: readonly SizedPath[], indent: string, style: Style): readonly string[] {
  const groups = new Map<string, SizedPath[]>();
  for (const file of files) {
    const [name] = file.path.split("/") as [string];
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  const names = [...groups.keys()].sort();
  return names.flatMap((name, index) => {
    const isLast = index === names.length - 1;
    const lead = `${indent}${isLast ? "└── " : "├── "}`;
    const members = groups.get(name) ?? [];
    const [only] = members;
    if (only !== undefined && only.path === name) {
      return [`${lead}${name} ${style.dim(sizeText(only.bytes))}`];
    }
    const below = members.map(({ path, bytes }) => ({ path: path.slice(name.length + 1), bytes }));
    return [`${lead}${name}/`, ...branches(below, `${indent}${isLast ? "    " : "│   "}`, style)];
  });
}

function sizeText(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}

/** The changes of a plan for `--json`: what happens to which path, without contents. */
export function changesJson(
  changes: readonly Change[],
): readonly Readonly<Record<string, unknown>>[] {
  return changes
    .filter(({ kind }) => kind !== "same")
    .map((change) => ({
      path: change.path,
      change: change.kind,
      ...("from" in change && change.from !== undefined && { from: change.from }),
      ...("reason" in change && { reason: change.reason }),
      ...("conflicts" in change && { conflicts: change.conflicts }),
      ...("keys" in change && { keys: change.keys }),
      ...("content" in change && { bytes: change.content.length }),
    }));
}
