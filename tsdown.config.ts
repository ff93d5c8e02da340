import { defineConfig } from "tsdown";
import { writeLicences } from "./scripts/licences.ts";
import { templatesModule } from "./scripts/templates.ts";

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
    advancedChunks: {
      // Node reads one file faster than twenty: what every new project needs is one chunk.
      groups: [
        {
          name: "create",
          test: /src\/(commands\/(create|gather|generate)|core\/|io\/(create-folder|files|git|inputs|interrupts|ports|project|random|templates))|node_modules\/(handlebars|diff)\//,
        },
      ],
    },
  },
  // Everything is bundled, so that users install one package and nothing else.
  deps: { alwaysBundle: /./, onlyBundle: false },
  plugins: [
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
      generateBundle() {
        this.emitFile({
          type: "asset",
          fileName: "templates.cjs",
          source: templatesModule(import.meta.dirname),
        });
      },
    },
  ],
});
