import type { Refusal, Snapshot } from "./changes.ts";

/** Something that is no file, at the path itself or at a folder above it. */
export function obstacleAt(path: string | undefined, disk: Snapshot): Refusal | undefined {
  if (path === undefined) return undefined;
  const found = disk.get(path);
  if (found !== undefined && found.kind !== "file") {
    return {
      path,
      why: `${path} is a ${found.kind}, where a file is generated`,
      hint: `Move it away: nothing is written through it or in its place.`,
    };
  }
  const parts = path.split("/");
  for (let length = 1; length < parts.length; length++) {
    const parent = parts.slice(0, length).join("/");
    const kind = disk.get(parent)?.kind;
    if (kind !== undefined && kind !== "folder") {
      return {
        path: parent,
        why: `${parent} is a ${kind}, where a folder is needed`,
        hint: "Move it away: nothing is written through it or in its place.",
      };
    }
  }
  return undefined;
}

export function unreadable(path: string): Refusal {
  return {
    path,
    why: `${path} is not UTF-8, and the password in it cannot be replaced`,
    hint: "Save it as UTF-8, or write the password there yourself.",
  };
}

export function unresolved(path: string): Refusal {
  return {
    path,
    why: `${path} has unresolved conflict markers`,
    hint: "Decide each place between <<<<<<< and >>>>>>>, then run again.",
  };
}
