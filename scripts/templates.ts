// Packs the templates at the build: a run reads what its project needs, and compiles none.
import { Buffer } from "node:buffer";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import Handlebars from "handlebars";
import { minifySync } from "rolldown/utils";
import { packOf, type TemplateFile } from "../src/core/render.ts";
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

/** Writes dist/templates as src/io/templates.ts reads it: two files a pack. */
export function packTemplates(root: string): void {
  const folder = join(root, "dist/templates");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = readTemplates(root);
  for (const pack of new Set(all.map(({ layer }) => packOf(layer)))) {
    const templates = all.filter(({ layer }) => packOf(layer) === pack);
    const { code } = minifySync(`${pack}.cjs`, moduleOf(templates));
    writeFileSync(join(folder, `${pack}.cjs`), code);
    writeFileSync(join(folder, `${pack}.br`), archiveOf(templates));
  }
}

/** The compiled templates as one CommonJS module: path below templates/ → specification. */
function moduleOf(templates: readonly TemplateFile[]): string {
  const entries = templates
    .filter(({ path }) => path.endsWith(".hbs"))
    .map(({ layer, path, content }) => {
      const compiled = Handlebars.precompile(content.toString("utf8"), compileOptions);
      return `${JSON.stringify(`${layer}/${path}`)}: ${compiled}`;
    });
  return `module.exports = {\n${entries.join(",\n")}\n};\n`;
}

/** A line of JSON with each file's layer, path and length, then all contents; a compiled one's is empty. */
function archiveOf(templates: readonly TemplateFile[]): Buffer {
  const files = templates.map(({ layer, path, content }) => ({
    layer,
    path,
    content: path.endsWith(".hbs") ? Buffer.alloc(0) : content,
  }));
  const index = files.map(({ layer, path, content }) => [layer, path, content.length]);
  return brotliCompressSync(
    Buffer.concat([
      Buffer.from(`${JSON.stringify(index)}\n`),
      ...files.map(({ content }) => content),
    ]),
  );
}

/** The compiled ones as a value, for tests that run without a build. */
export function compileTemplates(root: string): CompiledTemplates {
  const module = { exports: {} };
  new Function("module", moduleOf(readTemplates(root)))(module);
  return module.exports;
}
