import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { packOf, type TemplateFile } from "../core/render.ts";
import type { CompiledTemplates } from "../core/template-engine.ts";

export interface Templates {
  /** Those with values in them are empty here. */
  readonly files: readonly TemplateFile[];
  readonly compiled: CompiledTemplates;
}

/** Reads the packs of the given layers, with all that lies in them. */
export function readTemplates(root: string, layers: readonly string[]): Templates {
  const require = createRequire(join(root, "package.json"));
  const packs = [...new Set(layers.map(packOf))];
  return {
    files: packs.flatMap((pack) => readArchive(join(root, `dist/templates/${pack}.br`))),
    compiled: Object.assign({}, ...packs.map((pack) => require(`./dist/templates/${pack}.cjs`))),
  };
}

/** A line of JSON with each file's layer, path and length, then all contents. */
function readArchive(path: string): readonly TemplateFile[] {
  const archive = brotliDecompressSync(readFileSync(path), { chunkSize: 1 << 20 });
  const start = archive.indexOf("\n") + 1;
  const index: readonly (readonly [layer: string, path: string, length: number])[] = JSON.parse(
    archive.toString("utf8", 0, start),
  );
  let offset = start;
  return index.map(([layer, path, length]) => {
    const content = archive.subarray(offset, offset + length);
    offset += length;
    return { layer, path, content };
  });
}
