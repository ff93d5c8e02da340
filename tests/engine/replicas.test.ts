import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameworkOf } from "../../src/catalog/frameworks.ts";
import { sendUnchecked } from "../contract/client.ts";
import { checkout } from "../support/program.ts";
import { languages } from "./languages.ts";
import { startLoad } from "./load.ts";
import {
  answerOf,
  type EngineProject,
  openWorkshop,
  prepareServer,
  type Workshop,
} from "./project.ts";
import { firstOfEachLanguage } from "./selection.ts";

// A server with many replicas on default settings, behind each proxy: what a visitor notices
// while replicas, the database and the app's version come and go.

const manyReplicas = 20;
const fewReplicas = 2;
const path = "/persons?limit=5";

describe.each(firstOfEachLanguage)("%s with many replicas", (id) => {
  const replicas = languages[frameworkOf(id).language]?.replicas ?? manyReplicas;
  let workshop: Workshop;
  let project: EngineProject;
  let baseUrl = "";
  beforeAll(async () => {
    workshop = await openWorkshop();
    project = await workshop.create(`e2e-replicas-${id}`, ["--framework", id]);
    prepareServer(project, {
      secret: "Sent1nel-of-replicas",
      settings: [`APP_REPLICAS=${replicas}`],
    });
    await project.up("--build");
  });
  afterAll(() => workshop?.close());

  const containers = async () =>
    (await project.compose(["ps", "--quiet", "app"])).stdout.trim().split("\n");

  const standBehind = async (proxy: string) => {
    const { exitCode, stderr } = await workshop.run(["--yes", "--proxy", proxy], project.folder);
    if (exitCode !== 0) throw new Error(stderr);
    await project.up();
    baseUrl = `http://127.0.0.1:${(await project.address("proxy", 80)).split(":").at(-1)}`;
    await answerOf(baseUrl, "/readyz", 200);
  };

  describe.each(["caddy", "nginx"])("many behind %s", (proxy) => {
    beforeAll(() => standBehind(proxy));

    test("10,000 requests: none fails, and every replica serves", async () => {
      expect(await containers()).toHaveLength(replicas);
      await expectAllServed(baseUrl);
      for (const container of await containers()) {
        const { stdout } = await execa("docker", ["logs", container], { all: true });
        expect(stdout).toContain("/persons");
      }
    });

    test("one replica killed and another stopped: none fails", async () => {
      const [first = "", second = ""] = await containers();
      const load = expectAllServed(baseUrl);
      await wait(2000);
      await execa("docker", ["kill", first]);
      await execa("docker", ["stop", second]);
      await load;
      await execa("docker", ["start", first, second]);
    });

    test("the database restarted: 503 with Retry-After at worst, whole again in 15 s", async () => {
      const load = startLoad(baseUrl, path);
      await wait(1000);
      const before = await project.identityOf("db");
      await project.compose(["restart", "db"]);
      expect(await project.identityOf("db")).not.toBe(before);
      const restarted = performance.now();
      await wait(15_000);
      const answers = await load.stop();
      const bad = answers.filter(({ status }) => status !== 200);
      expect(
        bad.filter(({ status, headers }) => status !== 503 || !headers["retry-after"]),
      ).toEqual([]);
      expect(Math.max(...bad.map(({ endedAt }) => endedAt)) - restarted).toBeLessThan(15_000);
      expect(new Set(answers.slice(-8).map(({ status }) => status))).toEqual(new Set([200]));
    });

    test("a body of 2 MiB, a header of 64 KiB and 1,000 slow connections do not take it down", async () => {
      const big = await sendUnchecked(
        { baseUrl },
        {
          method: "POST",
          path: "/persons",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ name: "x".repeat(2 * 1024 * 1024), emails: [] }),
        },
      );
      expect(big.status).toBe(413);
      const header = { "X-Long": "x".repeat(64 * 1024) };
      const long = await sendUnchecked({ baseUrl }, { path: "/healthz", headers: header });
      expect(long.status).toBeGreaterThanOrEqual(400);
      expect(long.status).toBeLessThan(500);

      const slow = await openSlowConnections(baseUrl, 1000);
      try {
        for (let round = 0; round < 20; round += 1) {
          const answer = await sendUnchecked({ baseUrl }, { path });
          expect(answer.status).toBe(200);
          expect(answer.elapsedMs).toBeLessThan(3000);
        }
      } finally {
        for (const socket of slow) socket.destroy();
      }
    });
  });

  describe.each(["nginx", "caddy"])("two behind %s", (proxy) => {
    beforeAll(async () => {
      const settings = project.read(".env");
      project.write(".env", settings.replace(/^APP_REPLICAS=.*$/m, `APP_REPLICAS=${fewReplicas}`));
      await standBehind(proxy);
    });

    test("an update by surge and shrink: none fails, and only the new version is left", async () => {
      const old = await containers();
      expect(old).toHaveLength(fewReplicas);
      project.edit("public/index.html", "</title>", ` behind ${proxy}</title>`);

      const load = startLoad(baseUrl, path);
      for (const line of rollOf(project)) await project.compose(line);
      const answers = await load.stop();

      expect(answers.length).toBeGreaterThan(100);
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      const now = await containers();
      expect(now).toHaveLength(fewReplicas);
      expect(now.filter((container) => old.includes(container))).toEqual([]);
      const { text } = await sendUnchecked({ baseUrl }, { path: "/" });
      expect(text).toContain(` behind ${proxy}</title>`);
    });
  });
});

/** The commands of the README's section on a new version. */
function rollOf(project: EngineProject): string[][] {
  const block = /A new version without[\s\S]*?```sh\n([\s\S]*?)```/.exec(
    project.read("README.md"),
  )?.[1];
  if (block === undefined)
    throw new Error("README.md does not say how to bring out a new version.");
  return block
    .trim()
    .split("\n")
    .map((line) => line.replace("docker compose ", "").split(" "));
}

/** 10,000 requests over 32 connections, each answered with 200. */
async function expectAllServed(baseUrl: string): Promise<void> {
  const { stdout } = await execa(join(checkout, "node_modules/.bin/autocannon"), [
    ...["--connections", "32", "--amount", "10000", "--timeout", "20", "--json"],
    `${baseUrl}${path}`,
  ]);
  const { errors, timeouts, statusCodeStats } = JSON.parse(stdout);
  expect({ errors, timeouts, statusCodeStats }).toEqual({
    errors: 0,
    timeouts: 0,
    statusCodeStats: { 200: { count: 10_000 } },
  });
}

/** Connections that begin a request and never end it. */
function openSlowConnections(baseUrl: string, count: number): Promise<readonly Socket[]> {
  const { hostname, port } = new URL(baseUrl);
  const open = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) }, () => {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: slow\r\nX-Never: `, () => resolve(socket));
      });
      // The proxy may give up on it, which is its right.
      socket.on("error", reject);
    });
  return Promise.all(Array.from({ length: count }, open));
}
