// Compiles the templates at the build, so that no run pays for it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { type CompiledTemplates, compileOptions } from "../src/core/template-engine.ts";

/** All templates as one CommonJS module: path below templates/ → compiled template. */
export function templatesModule(root: string): string {
  const folder = join(root, "templates");
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".hbs"))
    .sort();
  const entries = paths.map((path) => {
    const source = readFileSync(join(folder, path), "utf8");
    return `${JSON.stringify(path)}: ${Handlebars.precompile(source, compileOptions)}`;
  });
  return `module.exports = {\n${entries.join(",\n")}\n};\n`;
}

/** The same as a value, for tests that run without a build. */
export function compileTemplates(root: string): CompiledTemplates {
  const module = { exports: {} };
  new Function("module", templatesModule(root))(module);
  return module.exports;
}
