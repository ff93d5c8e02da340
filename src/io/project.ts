import type { Buffer } from "node:buffer";
import fs from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Baseline, DiskEntry, Snapshot } from "../core/changes.ts";
import { basePath, blobsOf, readBase, readState, type State, statePath } from "../core/state.ts";
import { refusal } from "../errors.ts";

/** What stands at the target before anything is done. */
export type Target =
  | { readonly kind: "absent"; readonly folder: string }
  | { readonly kind: "empty"; readonly folder: string }
  | { readonly kind: "project"; readonly folder: string; readonly state: State };

/** What may lie in a folder that counts as empty. */
const harmless = new Set([".git", ".DS_Store", "Thumbs.db"]);
const maxNamed = 5;

/** @throws UserError for a file, a link, or a folder with anything of the user's in it. */
export async function inspectTarget(path: string): Promise<Target> {
  const folder = resolve(path);
  const found = await entryAt(folder);
  if (found === undefined) {
    await requireFolderAbove(folder);
    return { kind: "absent", folder };
  }
  if (found.isSymbolicLink()) {
    throw refusal(
      "target-is-link",
      `${folder} is a symbolic link, and nothing is written through one.`,
      `Name the folder that it leads to: ${await fs.realpath(folder).catch(() => "it leads nowhere")}`,
    );
  }
  if (!found.isDirectory()) {
    throw refusal("target-is-file", `${folder} is a file.`, "Choose another name for the project.");
  }
  const project = await findProject(folder);
  if (project !== undefined) return { kind: "project", ...project };
  const inTheWay = (await fs.readdir(folder)).filter((name) => !harmless.has(name)).sort();
  if (inTheWay.length === 0) return { kind: "empty", folder };
  const named = inTheWay.slice(0, maxNamed).join(", ");
  const more = inTheWay.length > maxNamed ? ` and ${inTheWay.length - maxNamed} more` : "";
  throw refusal(
    "target-not-empty",
    `${folder} is not empty: ${named}${more}.`,
    "Choose another name, or an empty folder; nothing was changed.",
  );
}

/** @throws UserError when there is a project whose state cannot be read. */
export async function findProject(
  path: string,
): Promise<{ readonly folder: string; readonly state: State } | undefined> {
  const folder = resolve(path);
  const state = await readIfThere(join(folder, statePath));
  return state && { folder, state: readState(state.toString("utf8")) };
}

export function nameOf(folder: string): string {
  return basename(folder);
}

/** Reads what is on disk at the given paths, and at the folders above them. */
export async function readSnapshot(folder: string, paths: Iterable<string>): Promise<Snapshot> {
  const wanted = new Set<string>();
  for (const path of paths) {
    const parts = path.split("/");
    for (let length = 1; length <= parts.length; length++) {
      wanted.add(parts.slice(0, length).join("/"));
    }
  }
  const snapshot = new Map<string, DiskEntry>();
  for (const path of [...wanted].sort()) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent !== "" && snapshot.get(parent)?.kind !== "folder") continue;
    const entry = await readEntry(join(folder, path));
    if (entry !== undefined) snapshot.set(path, entry);
  }
  return snapshot;
}

/** The generated contents that the state speaks of; one that is missing or damaged is left out. */
export async function readBaseline(folder: string, state: State): Promise<Baseline> {
  const lines = await readIfThere(join(folder, basePath));
  return { state, blobs: blobsOf(state.files, readBase(lines?.toString("utf8") ?? "")) };
}

async function readEntry(path: string): Promise<DiskEntry | undefined> {
  const found = await entryAt(path);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return { kind: "symlink" };
  if (found.isDirectory()) return { kind: "folder" };
  if (!found.isFile()) return { kind: "special" };
  const executable = (found.mode & 0o100) !== 0;
  return { kind: "file", content: await fs.readFile(path), executable };
}

async function entryAt(path: string) {
  try {
    return await fs.lstat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  }
}

/** The nearest existing folder above must be one, or writing would fail half-way with less to say. */
async function requireFolderAbove(folder: string): Promise<void> {
  for (let above = dirname(folder); ; above = dirname(above)) {
    const found = await fs.stat(above).catch(() => undefined);
    if (found?.isDirectory()) return;
    if (found !== undefined) {
      throw refusal(
        "target-is-file",
        `${above} is a file.`,
        "Choose another place for the project.",
      );
    }
    if (above === dirname(above)) return;
  }
}
