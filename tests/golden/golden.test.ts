import { Buffer } from "node:buffer";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameworksWith } from "../../src/catalog/addons.ts";
import { frameworkIds, frameworkOf } from "../../src/catalog/frameworks.ts";
import { type Answers, options } from "../../src/catalog/options.ts";
import type { PostgresHistory } from "../../src/catalog/postgres.ts";
import { isBinary } from "../../src/core/text.ts";
import type { FileEntry } from "../../src/core/render.ts";
import { generated, usualAnswers } from "../support/generated.ts";
import { checkout } from "../support/program.ts";

type Entries = readonly FileEntry[];

/** Locked dependencies are long, and nobody reads their diff here. */
const locked = new Set(
  frameworkIds.flatMap((id) => frameworkOf(id).tasks.flatMap(({ renews }) => renews ?? [])),
);
const isLong = ({ path, content }: FileEntry) => locked.has(path) && content.length > 7_000;

function textOf(entries: Entries): string {
  return entries
    .map((entry) => {
      const { path, content, policy, executable } = entry;
      const shown =
        isBinary(content) || isLong(entry)
          ? `(${content.length} bytes)\n`
          : content.toString("utf8");
      return `=== ${path} ${executable ? "755" : "644"} ${policy}\n${shown}`;
    })
    .join("\n");
}

/** Only what an option changes: the files that differ from the defaults' project. */
function difference(entries: Entries, usual: Entries): string {
  const before = new Map(usual.map((entry) => [entry.path, entry.content]));
  const changed = entries.filter(({ path, content }) => !before.get(path)?.equals(content));
  const paths = new Set(entries.map(({ path }) => path));
  const gone = usual.filter(({ path }) => !paths.has(path)).map(({ path }) => `=== ${path} gone\n`);
  return [...gone, textOf(changed)].join("");
}

test.each(frameworkIds)("a whole project: %s", async (framework) => {
  await expect(textOf(generated({ framework }))).toMatchFileSnapshot(
    join(checkout, `tests/golden/${framework}.txt`),
  );
});

/** Each option off its default once, and the pairs that interact. */
const variations: Readonly<Record<string, readonly [Partial<Answers>, PostgresHistory?]>> = {
  "postgres-15": [{ postgres: 15 }],
  "postgres-upgrade": [{ postgres: 18 }, { former: [15, 17], abandoned: [18] }],
  "storage-bind": [{ storage: "bind" }],
  "storage-bind-upgrade": [{ storage: "bind", postgres: 17 }, { former: [16], abandoned: [] }],
  "no-database-port": [{ dbPort: "none" }],
  ports: [{ port: 9001, dbPort: 9002 }],
  services: [{ appService: "web", dbService: "postgres" }],
  credentials: [{ dbName: 'da"ta ba$e', dbUser: 'we"ird us$er' }],
  "no-maintainer": [{ maintainer: "" }],
  nginx: [{ proxy: "nginx" }],
  "with-ci": [{ with: ["ci"] }],
  "with-devcontainer": [{ with: ["devcontainer"] }],
  ...Object.fromEntries(
    frameworksWith("redis").map((framework) => [
      `with-redis-${framework}`,
      [{ framework, with: ["redis"] }],
    ]),
  ),
  "with-swarm": [{ with: ["swarm"] }],
  "with-swarm-bind-upgrade": [{ with: ["swarm"], storage: "bind", proxy: "nginx" }, { former: [17], abandoned: [] }],
};

test.each(Object.entries(variations))("what an option changes: %s", async (name, [change, old]) => {
  const { framework } = { ...usualAnswers, ...change };
  const changed = difference(generated(change, { history: old }), generated({ framework }));
  expect(changed).not.toBe("");
  await expect(changed).toMatchFileSnapshot(join(checkout, `tests/golden/variations/${name}.txt`));
});

test("every option that shapes a project has a variation", () => {
  const shaped = new Set(Object.values(variations).flatMap(([change]) => Object.keys(change)));
  const rest = Object.keys(options).filter((key) => !shaped.has(key));
  expect(rest).toEqual(["dbPassword"]);
});
