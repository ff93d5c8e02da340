import { compileTemplates, readTemplates } from "../../scripts/templates.ts";
import type { Answers } from "../../src/catalog/options.ts";
import type { PostgresHistory } from "../../src/catalog/postgres.ts";
import { type FileEntry, layersOf, render } from "../../src/core/render.ts";
import { makeEngine } from "../../src/core/template-engine.ts";
import { viewOf } from "../../src/core/view.ts";
import { checkout } from "./program.ts";

const templates = readTemplates(checkout);
const fill = makeEngine(compileTemplates(checkout));

export const usualAnswers: Answers = {
  framework: "flask",
  postgres: 18,
  dbName: "my_api",
  dbUser: "my_api",
  port: 8000,
  dbPort: 5432,
  storage: "volume",
  appService: "app",
  dbService: "db",
  maintainer: "Ada Lovelace <ada@example.com>",
  proxy: "caddy",
  with: [],
};

interface GeneratedFrom {
  readonly projectName?: string;
  readonly history?: PostgresHistory | undefined;
}

/** A project of these templates, as no run has written it. */
export function generated(
  change: Partial<Answers>,
  { projectName = "My API", history }: GeneratedFrom = {},
): readonly FileEntry[] {
  const answers = { ...usualAnswers, ...change };
  const secrets = { dbPassword: "it's a $ecret" };
  const view = viewOf({ projectName, answers, secrets, ...(history && { history }) });
  return render(templates, fill, layersOf(answers), view);
}
