import { defineConfig } from "tsdown";
import { writeLicences } from "./scripts/licences.ts";

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
  ],
});
