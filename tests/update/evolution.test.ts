import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evolve, lostLines, recordedProjects, unpack } from "../support/evolved.ts";
import { bin, runProgram, temporaryFolder } from "../support/program.ts";
import { releaseIn } from "../support/release.ts";

// Projects of every released version, edited as users do, and updated: by today's program, and by
// one that changes the same files once more.

const folder = temporaryFolder("evolution-");
afterAll(() => folder.remove());
let next = "";
beforeAll(() => {
  next = releaseIn(folder.path, {
    version: "99.0.0",
    templates: {
      "base/compose.yaml.hbs": (text) => text.replace("shm_size: 256mb", "shm_size: 512mb"),
      "base/compose.override.yaml.hbs": (text) =>
        text.replace("start_period: 10m", "start_period: 12m"),
      "base/dot_editorconfig": (text) => `# later\n${text}`,
      "base/dot_env.hbs": (text) => `${text}NEW_KEY=new\n`,
      "languages/python/Dockerfile.hbs": (text) =>
        text.replace(/^FROM base AS deps\n/m, "$&# later\n"),
      "frameworks/flask/app/__init__.py": (text) => `"""Later."""\n\n${text}`,
    },
  });
});

const programs = [
  ["today's program", () => bin],
  ["a later one", () => next],
] as const;

describe.each(recordedProjects)("a project that $version made with $framework", (recorded) => {
  test.each(programs)("keeps every line of its users when %s updates it", async (name, program) => {
    const target = temporaryFolder("evolved-");
    try {
      const project = await unpack(recorded, target.path);
      const evolution = evolve(project, 8123);
      const update = () => runProgram(program(), ["--json"], { cwd: project });
      const { exitCode, stdout } = await update();
      expect(exitCode, stdout).toBe(0);
      expect(lostLines(project, evolution)).toEqual([]);
      for (const path of evolution.deleted) expect(existsSync(join(project, path))).toBe(false);
      if (name === "a later one") {
        expect(readFileSync(join(project, "Dockerfile"), "utf8")).toContain("# later\n");
        expect(readFileSync(join(project, "compose.yaml"), "utf8")).toContain("shm_size: 512mb");
      }
      const { changes } = JSON.parse((await update()).stdout);
      expect(changes.filter(({ change }: { change: string }) => change !== "keep")).toEqual([]);
      await composeConfig(project);
    } finally {
      target.remove();
    }
  });
});

/** Compose itself says what it would start; it needs no engine for that. */
async function composeConfig(project: string): Promise<void> {
  const { stdout } = await execa("docker", ["compose", "config", "--format", "json"], {
    cwd: project,
  });
  const { services } = JSON.parse(stdout);
  expect(services).toHaveProperty("clock");
  expect(services.app.ports).toMatchObject([{ published: "8123", host_ip: "127.0.0.1" }]);
}
