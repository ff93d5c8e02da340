import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** A folder as an object: path → text, bytes, or a link. */
export type Tree = Readonly<Record<string, string | Buffer | SymbolicLink>>;

export interface SymbolicLink {
  readonly link: string;
}

export const symlink = (link: string): SymbolicLink => ({ link });

export function writeTree(folder: string, tree: Tree): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(tree)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    if (typeof content === "string" || Buffer.isBuffer(content)) writeFileSync(full, content);
    else symlinkSync(content.link, full);
  }
}

/** What is there now, folders left out unless they are empty; `.git` is not ours to look at. */
export function readTree(folder: string): Record<string, string | SymbolicLink> {
  const tree: Record<string, string | SymbolicLink> = {};
  const walk = (path: string) => {
    const names = readdirSync(join(folder, path));
    if (names.length === 0 && path !== "") tree[`${path}/`] = "";
    for (const name of names.sort()) {
      if (name === ".git") continue;
      const below = path === "" ? name : `${path}/${name}`;
      const full = join(folder, below);
      const found = lstatSync(full);
      if (found.isSymbolicLink()) tree[below] = symlink(readlinkSync(full));
      else if (found.isDirectory()) walk(below);
      else tree[below] = readFileSync(full, "utf8");
    }
  };
  walk("");
  return tree;
}

export function modeOf(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8);
}
