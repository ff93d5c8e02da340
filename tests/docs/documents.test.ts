import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { addOnIds, summaryOf } from "../../src/catalog/addons.ts";
import { frameworkIds, frameworkOf } from "../../src/catalog/frameworks.ts";
import { optionKeys, optionOf, switches } from "../../src/catalog/options.ts";
import { configSchema } from "../../src/core/schema.ts";
import { exitCodes } from "../../src/errors.ts";

// Documents repeat some of the code; `npm run test:update` writes those parts anew.

const readmePath = new URL("../../README.md", import.meta.url);
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const sections = {
  frameworks: table(
    ["`--framework`", "", "base image"],
    frameworkIds.map((id) => [`\`${id}\``, frameworkOf(id).label, `\`${frameworkOf(id).image}\``]),
  ),
  options: table(
    ["flag", "meaning"],
    [
      ...optionKeys.map((key) => {
        const { flag, placeholder, summary } = optionOf(key);
        return [`\`--${flag} ${placeholder}\``, cell(summary)];
      }),
      ...Object.values(switches).map(({ flags, summary }) => [`\`${flags}\``, cell(summary)]),
    ],
  ),
  "add-ons": table(
    ["`--with`", ""],
    addOnIds.map((id) => [`\`${id}\``, cell(summaryOf(id))]),
  ),
};

test("the README's tables are those of the code", async () => {
  let text = readFileSync(readmePath, "utf8");
  for (const [name, content] of Object.entries(sections)) {
    const region = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    text = text.replace(
      region,
      (_, open: string, close: string) => `${open}\n${content}\n\n${close}`,
    );
  }
  await expect(text).toMatchFileSnapshot("../../README.md");
});

test("the README lists every exit code", () => {
  const readme = readFileSync(readmePath, "utf8");
  for (const code of Object.values(exitCodes))
    expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
});

test("the published schema is that of the options table", async () => {
  await expect(`${JSON.stringify(configSchema(), null, 2)}\n`).toMatchFileSnapshot(
    "../../docs/config.schema.json",
  );
});
