// Packs the templates at the build, so that a run reads two files and compiles none.
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import Handlebars from "handlebars";
import type { TemplateFile } from "../src/core/render.ts";
import { type CompiledTemplates, compileOptions } from "../src/core/template-engine.ts";

/** All templates of a checkout, each in its layer, with their sources. */
export function readTemplates(root: string): readonly TemplateFile[] {
  const folder = join(root, "templates");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      const path = full.slice(folder.length + 1).replaceAll("\\", "/");
      const [layer = ""] = /^(base|[^/]+\/[^/]+)(?=\/)/.exec(path) ?? [];
      return { layer, path: path.slice(layer.length + 1), content: readFileSync(full) };
    })
    .sort((a, b) => (`${a.layer}/${a.path}` < `${b.layer}/${b.path}` ? -1 : 1));
}

/** The templates with values in them, as one CommonJS module: path below templates/ → compiled. */
export function templatesModule(root: string): string {
  const entries = readTemplates(root)
    .filter(({ path }) => path.endsWith(".hbs"))
    .map(({ layer, path, content }) => {
      const compiled = Handlebars.precompile(content.toString("utf8"), compileOptions);
      return `${JSON.stringify(`${layer}/${path}`)}: ${compiled}`;
    });
  return `module.exports = {\n${entries.join(",\n")}\n};\n`;
}

/** All of them, as `readArchive` reads them: layer → path → text, empty where it is compiled. */
export function templatesArchive(root: string): Buffer {
  const layers: Record<string, Record<string, string>> = {};
  for (const { layer, path, content } of readTemplates(root)) {
    const text = content.toString("utf8");
    if (!Buffer.from(text).equals(content)) throw new Error(`${layer}/${path} is not UTF-8.`);
    layers[layer] ??= {};
    layers[layer][path] = path.endsWith(".hbs") ? "" : text;
  }
  return brotliCompressSync(JSON.stringify(layers));
}

/** The compiled ones as a value, for tests that run without a build. */
export function compileTemplates(root: string): CompiledTemplates {
  const module = { exports: {} };
  new Function("module", templatesModule(root))(module);
  return module.exports;
}
