// Writes THIRD-PARTY-LICENSES.md: the licences of what the build bundles, as their terms ask for.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The packages that a bundle was made of, by the paths of its modules. */
export function writeLicences(modulePaths: readonly string[], root: string): void {
  const folders = new Set<string>();
  for (const path of modulePaths) {
    const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path);
    if (match?.[1]) folders.add(match[1]);
  }
  const sections = [...folders].map((folder) => sectionOf(folder)).sort();
  const head = "# Licences of the packages that this program bundles\n";
  writeFileSync(join(root, "THIRD-PARTY-LICENSES.md"), [head, ...new Set(sections)].join("\n"));
}

function sectionOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file === undefined && !license) throw new Error(`${name} has no licence.`);
  const text =
    file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
  return `## ${name} ${version}\n\n${license}\n\n${text.trim().replace(/^/gm, "    ")}\n`;
}
