import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outageSuite } from "../contract/outage.ts";
import { contractSuite } from "../contract/suite.ts";
import {
  answerOf,
  type EngineProject,
  eventually,
  openWorkshop,
  prepareServer,
  type Workshop,
} from "./project.ts";
import { chosenFrameworks } from "./selection.ts";

// One replica of the production image as compose.prod.yaml runs it, with a port for the tests.

const secret = "Sent1nel-of-production";
const publishApp = `services:
  app:
    ports: ["127.0.0.1::8000"]
`;

describe.each(chosenFrameworks)("%s in production", (id) => {
  let workshop: Workshop;
  let project: EngineProject;
  let baseUrl = "";
  let container = "";
  beforeAll(async () => {
    workshop = await openWorkshop();
    project = await workshop.create(`e2e-prod-${id}`, ["--framework", id]);
    project.write("publish-app.yaml", publishApp);
    prepareServer(project, {
      secret,
      composeFile: "publish-app.yaml",
      settings: ["APP_REPLICAS=1"],
    });
    await project.up("--build");
    container = (await project.compose(["ps", "--quiet", "app"])).stdout.trim();
    baseUrl = await project.baseUrl();
  });
  afterAll(() => workshop?.close());

  const inspect = async (format: string) =>
    (await execa("docker", ["inspect", "--format", format, container])).stdout;
  const isReady = async () => {
    await answerOf(baseUrl, "/readyz", 200);
  };

  describe("contract", () => contractSuite(() => ({ baseUrl })));

  test("the app is an ordinary user on a read-only file system, without capabilities", async () => {
    const { stdout } = await project.compose([
      ...["exec", "-T", "app", "grep", "-E", "^(Uid|CapEff|NoNewPrivs)", "/proc/self/status"],
    ]);
    const fields = Object.fromEntries(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split(/:\s+/) as [string, string]),
    );
    expect(fields.Uid?.split(/\s+/)[0]).not.toBe("0");
    expect(fields.CapEff).toBe("0000000000000000");
    expect(fields.NoNewPrivs).toBe("1");
    expect(await inspect("{{ .HostConfig.ReadonlyRootfs }}")).toBe("true");
  });

  test("the database has no port, and no container has the password in its environment", async () => {
    const { stdout } = await project.compose(["ps", "--all", "--quiet"]);
    const containers = stdout.trim().split("\n");
    const seen = await execa("docker", ["inspect", ...containers]);
    expect(seen.stdout).not.toContain(secret);
    const { stdout: port } = await project.compose(["port", "db", "5432"], { mayFail: true });
    expect(port.trim().replace(":0", "")).toBe("");
  });

  test("no secret, test or development package is in the image", async () => {
    const { stdout } = await execa(
      "bash",
      [
        "-c",
        'docker save "$0" | grep -c --binary-files=text -F -e "$1"',
        `${project.name}:prod`,
        secret,
      ],
      { reject: false },
    );
    expect(stdout.trim()).toBe("0");
  });

  test("twenty migrations at once: one migrates, the others wait, and all end well", async () => {
    await project.compose(["stop", "app"]);
    await project.tool(["db-tools", "recreate", "--yes"]);
    const migrations = Array.from({ length: 20 }, () =>
      project.compose(["run", "--rm", "-T", "--no-deps", "migrate"], { mayFail: true }),
    );
    const failed = (await Promise.all(migrations)).filter(({ exitCode }) => exitCode !== 0);
    expect(failed).toEqual([]);
    await project.compose(["start", "app"]);
    baseUrl = await project.baseUrl();
    await isReady();
    await answerOf(baseUrl, "/persons", 200);
  });

  describe("outages", () => {
    outageSuite(() => ({ baseUrl }), {
      stopDatabase: async () => void (await project.compose(["stop", "db"])),
      startDatabase: async () => {
        await project.compose(["start", "db"]);
        await eventually("the database accepts connections", async () => {
          const { exitCode } = await project.compose(
            ["exec", "-T", "db", "sh", "-c", "pg_isready -q -h $HOSTNAME"],
            { mayFail: true },
          );
          return exitCode === 0;
        });
      },
      pauseDatabase: async () => void (await project.compose(["pause", "db"])),
      unpauseDatabase: async () => void (await project.compose(["unpause", "db"])),
      stopApp: async () => {
        const started = performance.now();
        await execa("docker", ["stop", "--time", "10", container]);
        const elapsedMs = performance.now() - started;
        return { exitCode: Number(await inspect("{{ .State.ExitCode }}")), elapsedMs };
      },
      startApp: async () => {
        await execa("docker", ["start", container]);
        baseUrl = await project.baseUrl();
        await isReady();
      },
      readLog: async () =>
        (await project.compose(["logs", "--no-log-prefix", "--no-color", "app"])).stdout,
    });
  });
});
