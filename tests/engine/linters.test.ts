import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameworkIds } from "../../src/catalog/frameworks.ts";
import { type EngineProject, openWorkshop, type Workshop } from "./project.ts";

// What the linters of Dockerfiles and shell scripts say of every framework's project.

describe.each(frameworkIds)("%s", (id) => {
  let workshop: Workshop;
  let project: EngineProject;
  beforeAll(async () => {
    workshop = await openWorkshop();
    project = await workshop.create(`e2e-lint-${id}`, ["--framework", id, "--no-git"]);
  });
  afterAll(() => workshop?.close());

  test("hadolint finds nothing in the Dockerfile", async () => {
    expect(await lint(["hadolint", "--no-color", "-"], project, "Dockerfile")).toBe("");
  });

  test("shellcheck finds nothing in the scripts", async () => {
    const scripts = readdirSync(project.folder, { recursive: true, encoding: "utf8" }).filter(
      (path) => path.endsWith(".sh"),
    );
    expect(scripts.length).toBeGreaterThan(5);
    expect(
      await lint(
        ["shellcheck", "--external-sources", "--source-path=SCRIPTDIR", ...scripts],
        project,
      ),
    ).toBe("");
  });
});

/** What a linter says, or nothing. */
async function lint(
  command: readonly string[],
  { folder }: EngineProject,
  input?: string,
): Promise<string> {
  const { exitCode, all } = await execa(
    "docker",
    [
      ...["run", "--rm", "--interactive", "--network=none", `--volume=${folder}:/project:ro`],
      ...["--workdir=/project", "docker-pg-bench/linters", ...command],
    ],
    {
      reject: false,
      all: true,
      input: input === undefined ? "" : readFileSync(join(folder, input)),
    },
  );
  return exitCode === 0 ? "" : `exit ${exitCode}\n${all}`;
}
