// Node strips types, and leaves decorators: in development and tests SWC compiles each module as it
// is loaded (`node --import ./register.ts …`). Production runs what tsc has compiled.
import { registerHooks } from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { transformFileSync } from "@swc/core";

const root = new URL(".", import.meta.url).href;

process.setSourceMapsEnabled(true);
registerHooks({
  // As tsc has it, ./x.js is ./x.ts that is not compiled yet: Nest's generators write so.
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      if (!/^\.\.?\/.*\.js$/.test(specifier)) throw error;
      return nextResolve(specifier.replace(/\.js$/, ".ts"), context);
    }
  },
  load(url, context, nextLoad) {
    if (!url.startsWith(root) || !url.endsWith(".ts") || url.includes("/node_modules/")) {
      return nextLoad(url, context);
    }
    const { code } = transformFileSync(fileURLToPath(url), {
      swcrc: false,
      sourceMaps: "inline",
      jsc: {
        target: "es2024",
        parser: { syntax: "typescript", decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, verbatimModuleSyntax: true },
      },
    });
    return { format: "module", source: code, shortCircuit: true };
  },
});
