import { defineConfig } from "tsdown";
import { writeLicences } from "./scripts/licences.ts";
import { packTemplates } from "./scripts/templates.ts";

const newProject =
  /src\/(commands\/(create|gather|generate|change-to|open-project)|core\/(?!diag|patch|line-diff)|io\/(command|create-folder|files|git|inputs|interrupts|ports|project|random|templates))|\/(handlebars|diff)\//;

/** Modules that Node loads slowly, and that a bundled package imports without a need. */
const slow: Readonly<Record<string, { importer: RegExp; code: string }>> = {
  // commander starts programs of that name for subcommands in files of their own; there are none.
  "node:child_process": { importer: /commander/, code: "export default {};" },
  // Every level of colour is given: nothing is to be found out.
  "#supports-color": { importer: /chalk/, code: "export default {};" },
  // The default import of a built-in is a copy of it, property by property, in CommonJS output.
  "node:process": { importer: /chalk|src/, code: "export default globalThis.process;" },
};

export default defineConfig({
  entry: { cli: "src/cli.ts" },
  format: "cjs",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  clean: true,
  minify: true,
  dts: false,
  sourcemap: false,
  hash: false,
  fixedExtension: false,
  outputOptions: {
    // Node reads one file faster than twenty: what every run needs is one chunk, and what every new
    // project needs is another.
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          name: "run",
          test: /src\/(errors|catalog|io\/terminal)|node:|supports-color|\/(commander|chalk|fastest-lev)/,
        },
        { name: "create", test: newProject },
      ],
    },
  },
  // Its main file is one that no bundler can look into.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  // Everything is bundled, so that users install one package and nothing else.
  deps: { alwaysBundle: /./, onlyBundle: false },
  plugins: [
    {
      name: "slow-modules",
      resolveId(id, importer) {
        return importer !== undefined && slow[id]?.importer.test(importer) ? `\0${id}` : undefined;
      },
      load: (id) => (id.startsWith("\0") ? slow[id.slice(1)]?.code : undefined),
    },
    {
      name: "licences",
      generateBundle(_options, bundle) {
        const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
        writeLicences(
          chunks.flatMap(({ moduleIds }) => moduleIds),
          import.meta.dirname,
        );
      },
    },
    {
      name: "templates",
      writeBundle: () => packTemplates(import.meta.dirname),
    },
  ],
});
