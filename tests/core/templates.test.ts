import { readdirSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { describe, expect, test } from "vitest";
import { readTemplates } from "../../scripts/templates.ts";
import { addOnIds } from "../../src/catalog/addons.ts";
import { frameworkIds, frameworkOf, frameworks } from "../../src/catalog/frameworks.ts";
import { isBinary } from "../../src/core/text.ts";
import { viewOf } from "../../src/core/view.ts";
import { checkout } from "../support/program.ts";

const folders = (path: string) => {
  const entries = readdirSync(join(checkout, "templates", path), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
};
const files = readTemplates(checkout);
const templates = files.filter(({ path }) => path.endsWith(".hbs"));
const view = viewOf({
  projectName: "x",
  answers: {
    framework: "flask",
    postgres: 18,
    dbName: "x",
    dbUser: "x",
    port: 8000,
    dbPort: 5432,
    storage: "volume",
    appService: "app",
    dbService: "db",
    maintainer: "",
    proxy: "caddy",
    with: [],
  },
  secrets: { dbPassword: "x" },
});

interface Read {
  readonly name: string;
  /** Inside `{{#each}}`, where names belong to the item. */
  readonly inEach: boolean;
  readonly bare: boolean;
}

/** Every name that a template reads, by Handlebars' own parser. */
function namesIn(source: string): readonly Read[] {
  const names: Read[] = [];
  let depth = 0;
  const pathName = (node: hbs.AST.Expression) => (node as hbs.AST.PathExpression).original;
  class Names extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement) {
      const [argument] = node.params;
      if (argument) names.push({ name: pathName(argument), inEach: depth > 0, bare: false });
      else
        names.push({
          name: pathName(node.path as hbs.AST.Expression),
          inEach: depth > 0,
          bare: true,
        });
    }
    override BlockStatement(node: hbs.AST.BlockStatement) {
      const [argument] = node.params;
      if (argument) names.push({ name: pathName(argument), inEach: depth > 0, bare: false });
      const isEach = pathName(node.path) === "each";
      if (isEach) depth += 1;
      super.BlockStatement(node);
      if (isEach) depth -= 1;
    }
  }
  new Names().accept(Handlebars.parse(source));
  return names;
}

const reads = templates.flatMap(({ layer, path, content }) =>
  namesIn(content.toString("utf8")).map((read) => ({ file: `${layer}/${path}`, ...read })),
);

test("templates read no name that the view lacks", () => {
  const unknown = reads.filter(({ name, inEach }) => !inEach && !(name in view));
  expect(unknown).toEqual([]);
});

test("the view has no field that no template reads", () => {
  const used = new Set(reads.map(({ name }) => name));
  const unused = Object.keys(view).filter((name) => !used.has(name));
  expect(unused).toEqual([]);
});

test("a user's text never goes into a file bare", () => {
  const userText = ["projectName", "maintainer", "dbName", "dbUser", "dbPassword"];
  expect(reads.filter(({ name, bare }) => bare && userText.includes(name))).toEqual([]);
});

test("only .env reads the password", () => {
  const files = reads.filter(({ name }) => name === "dbPassword").map(({ file }) => file);
  expect([...new Set(files)]).toEqual(["base/dot_env.hbs"]);
});

test("the code of a framework has no placeholder", () => {
  const placeholders = templates.filter(
    ({ layer, path }) =>
      layer.startsWith("frameworks/") && /\.(py|ts|js|go|rs|java|toml|json|sql)\.hbs$/.test(path),
  );
  expect(placeholders.map(({ path }) => path)).toEqual([]);
});

test("templates are UTF-8 with LF, and name no file that npm would rename or drop", () => {
  for (const { layer, path, content } of files) {
    if (!isBinary(content)) expect(content.includes("\r"), `${layer}/${path}`).toBe(false);
    expect(path, layer).not.toMatch(/(^|\/)\.(gitignore|npmrc|npmignore|env|dockerignore)/);
  }
});

describe("catalogue and folders agree", () => {
  test("frameworks", () => {
    expect(folders("frameworks").sort()).toEqual([...frameworkIds].sort());
  });

  test("languages", () => {
    const used = new Set(Object.values(frameworks).map(({ language }) => language));
    expect(folders("languages").sort()).toEqual([...used].sort());
  });

  test("add-ons", () => {
    const owners = [...folders("frameworks"), ...folders("languages")];
    const own = addOnIds.flatMap((id) => owners.map((owner) => `${id}-${owner}`));
    expect(
      folders("addons")
        .filter((name) => !own.includes(name))
        .sort(),
    ).toEqual([...addOnIds].sort());
  });
});

test.each(frameworkIds)("%s says how its locked dependencies are renewed", (id) => {
  const renewed = frameworkOf(id).tasks.flatMap(({ renews }) => renews ?? []);
  expect(renewed).not.toEqual([]);
  const own = files.filter(({ layer }) => layer === `frameworks/${id}`).map(({ path }) => path);
  expect(own).toEqual(expect.arrayContaining([...new Set(renewed)]));
});
