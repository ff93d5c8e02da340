// `npm run add:framework -- <id> [--from <framework>] [--label <name>] [--language <new>]`: makes the
// folder and the catalogue entry of a new framework, out of the one that is nearest to it.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

const root = process.cwd();
const catalogue = join(root, "src", "catalog", "frameworks.ts");
const usage =
  "usage: npm run add:framework -- <id> [--from flask] [--label <name>] [--language <new>]";

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: "string", default: "flask" },
      label: { type: "string" },
      language: { type: "string" },
    },
  });
  const [id] = positionals;
  if (id === undefined) throw new Error(usage);
  addFramework(id, values);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function addFramework(id, { from, label = id[0].toUpperCase() + id.slice(1), language }) {
  if (!/^[a-z][a-z0-9]*$/.test(id)) throw new Error("An id has small letters and digits only.");
  const source = readFileSync(catalogue, "utf8");
  const entry = entryOf(source, from);
  if (entry === undefined) throw new Error(`There is no framework ${from} to start from.`);
  const folder = join("templates", "frameworks", id);
  if (entryOf(source, id) !== undefined || existsSync(join(root, folder))) {
    throw new Error(`There is a framework ${id} already.`);
  }
  const [, ownLanguage] = /language: "([^"]+)"/.exec(entry);
  cpSync(join(root, "templates", "frameworks", from), join(root, folder), { recursive: true });
  if (language !== undefined && !existsSync(join(root, "templates", "languages", language))) {
    cpSync(
      join(root, "templates", "languages", ownLanguage),
      join(root, "templates", "languages", language),
      { recursive: true },
    );
  }
  // Its layer of the add-on is not copied: what it must hold is for the framework's own library.
  const withoutRedis = entry.replace(/^ {4}redis: \{(\}|\n[\s\S]*?\n {4}\}),\n/m, "");
  const added = withoutRedis
    .replace(`  ${from}: {`, `  ${id}: {`)
    .replace(/label: "[^"]*"/, `label: ${JSON.stringify(label)}`)
    .replace(/language: "[^"]*"/, `language: ${JSON.stringify(language ?? ownLanguage)}`);
  const end = source.indexOf("} as const satisfies Record<string, Framework>");
  writeFileSync(catalogue, source.slice(0, end) + added + source.slice(end));
  process.stdout.write(
    [
      `${folder}/ and the entry "${id}" in src/catalog/frameworks.ts are copies of ${from}'s.`,
      ...(language === undefined ? [] : [`Name ${language} in src/catalog/languages.ts.`]),
      "Make them the new framework's own (docs/adding-a-framework.md), then:",
      "  npm run test:update              the golden files and the README's table",
      `  npm run test:engine -- ${id}`,
      "",
    ].join("\n"),
  );
}

/** The lines of one entry of the catalogue, as the formatter lays them out. */
function entryOf(source, id) {
  return new RegExp(`^ {2}${id}: \\{\\n[^]*?\\n {2}\\},\\n`, "m").exec(source)?.[0];
}
