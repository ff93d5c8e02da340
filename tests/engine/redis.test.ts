import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameworksWith } from "../../src/catalog/addons.ts";
import { frameworkOf } from "../../src/catalog/frameworks.ts";
import { send } from "../contract/client.ts";
import { findDocumentationFaults } from "./documentation.ts";
import {
  answerOf,
  type EngineProject,
  eventually,
  openWorkshop,
  prepareServer,
  type Workshop,
} from "./project.ts";
import { chosenFrameworks } from "./selection.ts";

// `--with redis`: a counter that replicas share, a queue with its worker, and life without Redis.

const offered = frameworksWith("redis");
const chosen = chosenFrameworks.filter((id) => offered.includes(id));

describe.each(chosen)("%s with Redis", (id) => {
  const framework = frameworkOf(id);
  const hasWorker = framework.redis?.worker !== undefined;
  let workshop: Workshop;
  let project: EngineProject;
  let baseUrl = "";
  beforeAll(async () => {
    workshop = await openWorkshop();
    project = await workshop.create(`e2e-redis-${id}`, ["--framework", id, "--with", "redis"]);
    await project.up("--build");
    baseUrl = await project.baseUrl();
  });
  afterAll(() => workshop?.close());

  const visit = async () => send({ baseUrl }, { method: "POST", path: "/visits" });
  const importNames = (...names: string[]) =>
    send(
      { baseUrl },
      {
        method: "POST",
        path: "/imports",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ names }),
      },
    );
  const isThere = async (name: string) =>
    (await send({ baseUrl }, { path: "/persons?limit=100" })).text.includes(`"${name}"`);

  describe("in development", () => {
    test("its own tests and checks pass, and leave the count alone", async () => {
      const { visits } = (await visit()).json<{ visits: number }>();
      await project.tool(["test"]);
      await project.tool(["dev", ...framework.command.test]);
      expect((await visit()).json()).toEqual({ visits: visits + 1 });
      for (const { run, isCheck } of framework.tasks) {
        if (isCheck) await project.tool(["dev", ...run.split(" ")]);
      }
    });

    test("the welcome page counts visits", async () => {
      const { visits } = (await visit()).json<{ visits: number }>();
      const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox"],
      });
      try {
        const page = await browser.newPage();
        await page.goto(baseUrl);
        await page.getByText(`Visit number ${visits + 1}`).waitFor({ timeout: 10_000 });
      } finally {
        await browser.close();
      }
    });

    test.runIf(hasWorker)("a job writes its rows, by the code as it is after an edit", async () => {
      expect((await importNames("Ada", "Grace")).status).toBe(202);
      await eventually("both are added", async () => (await isThere("Ada")) && isThere("Grace"));
      const { stdout } = await project.compose(["ps", "--quiet", "worker"]);
      const [path, from, to] = jobOf[framework.language] ?? ["", "", ""];
      project.edit(path, from, to);
      await eventually("the worker has the edit", async () => {
        await importNames("Edited");
        return isThere("Edited by the worker");
      });
      expect((await project.compose(["ps", "--quiet", "worker"])).stdout).toBe(stdout);
      project.edit(path, to, from);
      // They reload by themselves, but nobody could say when they have.
      await project.compose(["restart", "app", "worker"]);
      await answerOf(baseUrl, "/readyz", 200);
    });

    test.runIf(hasWorker)("a job that finds no database waits for it", async () => {
      await project.compose(["stop", "db"]);
      expect((await importNames("Patient")).status).toBe(202);
      await project.up();
      await eventually("the job is done", () => isThere("Patient"), 120_000);
    });

    test("a frozen Redis costs what needs it two seconds at most", async () => {
      await project.compose(["pause", "redis"]);
      const answers = await Promise.all(Array.from({ length: 10 }, visit));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
      expect(Math.max(...answers.map(({ elapsedMs }) => elapsedMs))).toBeLessThan(2000);
      await answerOf(baseUrl, "/persons", 200);
      await project.compose(["unpause", "redis"]);
      await eventually("it counts again", async () => (await visit()).status === 200, 15_000);
    });

    test("without Redis only what needs it answers 503, and it comes back by itself", async () => {
      await project.compose(["stop", "redis"]);
      const answer = await visit();
      expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "1"]);
      if (hasWorker) expect((await importNames("Nobody")).status).toBe(503);
      await answerOf(baseUrl, "/persons", 200);
      await answerOf(baseUrl, "/readyz", 200);
      await project.compose(["start", "redis"]);
      await eventually("it counts again", async () => (await visit()).status === 200, 15_000);
      if (hasWorker) {
        await importNames("Returned");
        await eventually("the worker works again", () => isThere("Returned"), 60_000);
      }
    });

    test("counts and jobs outlive a restart", async () => {
      const { visits } = (await visit()).json<{ visits: number }>();
      await project.compose(["down"]);
      await project.up();
      await answerOf(baseUrl, "/readyz", 200);
      expect((await visit()).json()).toEqual({ visits: visits + 1 });
    });

    test("what /openapi.json says of it is true", async () => {
      expect(await findDocumentationFaults(baseUrl)).toBe("");
      await project.compose(["down", "--volumes"]);
    });
  });

  describe("in production", () => {
    beforeAll(async () => {
      prepareServer(project, { secret: "Sent1nel-of-redis", settings: ["APP_REPLICAS=3"] });
      await project.up("--build");
      baseUrl = `http://127.0.0.1:${(await project.address("proxy", 80)).split(":").at(-1)}`;
      await answerOf(baseUrl, "/readyz", 200);
    });

    test("three replicas count together", async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, visit));
      const counted = answers.map((answer) => answer.json<{ visits: number }>().visits);
      expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
      const { stdout } = await project.compose(["ps", "--quiet", "app"]);
      expect(stdout.trim().split("\n")).toHaveLength(3);
    });

    test.runIf(hasWorker)("the worker works off the queue, and ends with its job", async () => {
      await importNames("Served");
      await eventually("the job is done", () => isThere("Served"));
      await project.compose(["stop", "worker"]);
      const { stdout } = await project.compose(["ps", "--all", "--format", "json", "worker"]);
      expect(JSON.parse(stdout)).toMatchObject({ ExitCode: 0 });
    });

    test("Redis has no port, and is an ordinary user on a read-only file system", async () => {
      const { stdout } = await project.compose(["port", "redis", "6379"], { mayFail: true });
      expect(stdout.trim().replace(":0", "")).toBe("");
      const user = await project.compose(["exec", "-T", "redis", "id", "--user", "--name"]);
      expect(user.stdout.trim()).toBe("redis");
      const written = await project.compose(["exec", "-T", "redis", "touch", "/etc/x"], {
        mayFail: true,
      });
      expect(written.exitCode).not.toBe(0);
    });
  });
});

/** Where a language's job names the persons that it adds, and an edit of that. */
const jobOf: Readonly<Record<string, readonly [path: string, from: string, to: string]>> = {
  python: [
    join("app", "jobs.py"),
    "Person(name=name) for",
    'Person(name=f"{name} by the worker") for',
  ],
  node: [
    join("src", "import-queue.ts"),
    "unnest($1::text[])",
    "unnest($1::text[]) || ' by the worker'",
  ],
};
