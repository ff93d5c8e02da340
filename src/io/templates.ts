import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import type { TemplateFile } from "../core/render.ts";
import type { CompiledTemplates } from "../core/template-engine.ts";

/** The templates of some layers, as the build packed them; a layer that does not exist is empty. */
export function readArchive(root: string, layers: readonly string[]): readonly TemplateFile[] {
  const packed = readFileSync(join(root, "dist/templates.json.br"));
  const archive: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
    brotliDecompressSync(packed).toString("utf8"),
  );
  return layers.flatMap((layer) =>
    Object.entries(archive[layer] ?? {}).map(([path, text]) => ({
      layer,
      path,
      content: Buffer.from(text, "utf8"),
    })),
  );
}

/** What the build has made of the templates with values in them. */
export function readCompiledTemplates(root: string): CompiledTemplates {
  return createRequire(join(root, "package.json"))("./dist/templates.cjs");
}
