import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { TemplateFile } from "../core/render.ts";
import type { CompiledTemplates } from "../core/template-engine.ts";

// Synchronous: nothing else is to be done meanwhile, and it takes a quarter of the time.

/** Reads one layer; one that does not exist is empty. */
export function readLayer(root: string, layer: string): readonly TemplateFile[] {
  const folder = join(root, "templates", layer);
  return filesBelow(folder, "").map((path) => ({
    layer,
    path,
    content: readFileSync(join(folder, path)),
  }));
}

/** What the build has made of the templates with values in them. */
export function readCompiledTemplates(root: string): CompiledTemplates {
  return createRequire(join(root, "package.json"))("./dist/templates.cjs");
}

function filesBelow(folder: string, prefix: string): string[] {
  let entries: ReturnType<typeof listFolder>;
  try {
    entries = listFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && prefix === "") return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    return entry.isDirectory() ? filesBelow(join(folder, entry.name), `${path}/`) : [path];
  });
}

function listFolder(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}
