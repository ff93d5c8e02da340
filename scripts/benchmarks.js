// What all benchmarks share: the median, and their sections of docs/benchmarks.md.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "./ready.js";

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`, and prints it. */
export function writeSection(name, text) {
  const path = join(root, "docs", "benchmarks.md");
  const before = existsSync(path) ? readFileSync(path, "utf8") : "# Benchmarks\n";
  const section = `<!-- ${name} -->\n\n${text}\n\n<!-- /${name} -->`;
  const region = new RegExp(`<!-- ${name} -->[^]*?<!-- /${name} -->`);
  writeFileSync(
    path,
    region.test(before) ? before.replace(region, () => section) : `${before}\n${section}\n`,
  );
  process.stdout.write(`${text}\n`);
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
