import { join } from "node:path";
import fs from "node:fs/promises";
import type { TemplateFile } from "../core/render.ts";

/** Reads one layer, or the partials; a layer that does not exist is empty. */
export async function readLayer(root: string, layer: string): Promise<readonly TemplateFile[]> {
  const folder = join(root, "templates", layer);
  const paths = await filesBelow(folder, "");
  return Promise.all(
    paths.map(async (path) => ({ layer, path, content: await fs.readFile(join(folder, path)) })),
  );
}

async function filesBelow(folder: string, prefix: string): Promise<string[]> {
  let entries: Awaited<ReturnType<typeof listFolder>>;
  try {
    entries = await listFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && prefix === "") return [];
    throw error;
  }
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = `${prefix}${entry.name}`;
      return entry.isDirectory() ? filesBelow(join(folder, entry.name), `${path}/`) : [path];
    }),
  );
  return nested.flat();
}

function listFolder(folder: string) {
  return fs.readdir(folder, { withFileTypes: true });
}
