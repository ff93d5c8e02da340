import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { packTemplates } from "../../scripts/templates.ts";
import { bin, checkout } from "./program.ts";

export interface ReleaseEdits {
  readonly version?: string;
  /** Template path → its new text, made from the present one; undefined removes it. */
  readonly templates?: Readonly<Record<string, (text: string) => string | undefined>>;
}

/** A later version of the program: the built package with other templates. Returns its program. */
export function releaseIn(folder: string, { version, templates = {} }: ReleaseEdits = {}): string {
  const root = join(folder, "release");
  for (const part of ["bin", "dist", "templates", "package.json"]) {
    cpSync(join(checkout, part), join(root, part), { recursive: true });
  }
  if (version !== undefined) {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    writeFileSync(join(root, "package.json"), JSON.stringify({ ...manifest, version }));
  }
  for (const [path, edit] of Object.entries(templates)) {
    const full = join(root, "templates", path);
    const text = edit(textOf(full));
    if (text === undefined) rmSync(full);
    else {
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text);
    }
  }
  packTemplates(root);
  rmSync(join(root, "templates"), { recursive: true });
  return join(root, relative(checkout, bin));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
