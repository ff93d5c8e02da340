import {
  type Change,
  type IncomingReason,
  isUndecided,
  isVisible,
  type KeepReason,
  type Plan,
} from "./changes.ts";

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
  readonly dbPort: number | "none";
  readonly fileCount: number;
  readonly address?: string;
  readonly notes: readonly string[];
}

/** What leads into a project, before a command on the same line: `cd my-api && `, or nothing. */
export function wayInto(changeTo: string | undefined): string {
  return changeTo === undefined ? "" : `cd ${changeTo} && `;
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
      dim("  Edit a source file and reload the page. Stop it with:"),
      `  ${cyan(`${wayInto(changeTo)}docker compose down`)}`,
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

const words: Readonly<Record<Change["kind"], string>> = {
  create: "new",
  replace: "updated",
  merge: "merged",
  conflict: "conflict",
  move: "moved",
  incoming: "beside",
  append: "added to",
  delete: "removed",
  keep: "kept",
  same: "current",
};

const reasons: Readonly<Record<KeepReason, string>> = {
  edited: "you changed it, and nothing new was generated",
  deleted: "you deleted it; --restore brings it back",
  yours: "the file is yours",
  "not-needed": "there is none here, and none is needed; --restore makes one",
  "no-longer-generated": "not generated any more, but you changed it",
  declined: "not wanted now",
  undecided: "to decide: take what you want of .docker-pg/incoming, then delete it there",
};

const incomingReasons: Readonly<Record<IncomingReason, string>> = {
  yours: "a file of yours has this name",
  "no-base": "what was generated last time is missing",
  binary: "it is binary, and cannot be merged",
  "too-large": "it is too large to be merged",
  undecided: "what was laid there before is not decided yet",
};

/** One line a change; files that are current are not listed. */
export function changesText(changes: readonly Change[], style: Style): string {
  const listed = changes.filter(({ kind }) => kind !== "same");
  if (listed.length === 0) return style.dim("  Everything is as it was generated.");
  const width = Math.max(...Object.values(words).map((word) => word.length));
  return listed
    .map((change) => {
      const word = words[change.kind].padEnd(width);
      return `  ${colourOf(change, style)(word)}  ${change.path}${detailOf(change, style)}`;
    })
    .join("\n");
}

function colourOf({ kind }: Change, style: Style): (text: string) => string {
  if (kind === "conflict") return style.red;
  if (kind === "keep" || kind === "same") return style.dim;
  return kind === "incoming" || kind === "delete" ? style.yellow : style.green;
}

function detailOf(change: Change, { dim }: Style): string {
  switch (change.kind) {
    case "keep":
      return dim(`  ${reasons[change.reason]}`);
    case "incoming":
      return dim(`  for ${change.besides}: ${incomingReasons[change.reason]}`);
    case "append":
      return dim(`  ${change.keys.length > 0 ? change.keys.join(", ") : "the password given"}`);
    case "conflict":
      return dim(
        `  ${change.conflicts === 1 ? "1 place" : `${change.conflicts} places`} to decide`,
      );
    case "move":
      return dim(`  from ${change.from}`);
    default:
      return "";
  }
}

/** What an update would do, and what else is to be known of it. */
export function planText(
  { changes }: Pick<Plan, "changes">,
  notes: readonly string[],
  style: Style,
): string {
  return [changesText(changes, style), ...notes.map((note) => `  ${note}`)].join("\n");
}

/** What is said after an update; `changeTo` as in `Created`. */
export function updatedText(
  plan: Plan,
  notes: readonly string[],
  changeTo: string | undefined,
  style: Style,
): string {
  const visible = plan.changes.filter(isVisible);
  const told = plan.changes.filter(
    (change) =>
      isVisible(change) ||
      isUndecided(change) ||
      (change.kind === "keep" && change.reason === "no-longer-generated"),
  );
  const undecided = told.filter(isUndecided);
  const isMarked = undecided.some(({ kind }) => kind === "conflict");
  const { green, yellow, cyan } = style;
  if (told.length === 0) {
    return [`${green("✔")} Everything is current.`, ...notes.map((note) => `  ${note}`)].join("\n");
  }
  const heading =
    undecided.length === 0
      ? `${green("✔")} ${countOf(visible.length, "file")} updated`
      : `${yellow("!")} ${countOf(visible.length, "file")} updated, ${countOf(undecided.length, "file")} to decide`;
  return [
    changesText(told, style),
    "",
    heading,
    ...notes.map((note) => `  ${note}`),
    ...(undecided.length > 0
      ? [
          ...(isMarked ? ["  Decide the places between <<<<<<< and >>>>>>>."] : []),
          ...(undecided.some(({ kind }) => kind !== "conflict")
            ? ["  Take what you want of .docker-pg/incoming, and delete it there."]
            : []),
          "  Then:",
          `  ${cyan(`${wayInto(changeTo)}docker compose up`)}`,
        ]
      : []),
  ].join("\n");
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
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
