import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nextFreePort } from "../../src/io/ports.ts";
import { send } from "../contract/client.ts";
import { contractSuite } from "../contract/suite.ts";
import { type Evolution, evolve, lostLines, recordedProjects, unpack } from "../support/evolved.ts";
import { answerOf, type EngineProject, hostUser, openWorkshop, type Workshop } from "./project.ts";
import { chosenFrameworks } from "./selection.ts";

// Projects of released versions, edited as users do, updated by today's program, and started.

describe.each(recordedProjects)("a project that $version made with $framework", (recorded) => {
  describe.runIf(chosenFrameworks.some((id) => id === recorded.framework))(
    "after an update",
    () => {
      let workshop: Workshop;
      let project: EngineProject;
      let evolution: Evolution;
      let baseUrl = "";
      beforeAll(async () => {
        workshop = await openWorkshop();
        const folder = await unpack(recorded, workshop.folder);
        project = workshop.adopt(folder, `evolved-${recorded.framework}`);
        await project.remove();
        const port = await nextFreePort(18_000, []);
        if (port === undefined) throw new Error("No port is free.");
        evolution = evolve(folder, port);
        const databasePort = await nextFreePort(15_432, []);
        project.edit(".env", /^DB_PORT=.*$/m, `DB_PORT=${databasePort}`);
        const { exitCode, stderr } = await workshop.run([], folder);
        if (exitCode !== 0) throw new Error(stderr);
        await execa("chown", ["--recursive", `${hostUser}:${hostUser}`, folder]);
        await project.up("--build");
        baseUrl = await project.baseUrl();
        expect(baseUrl).toContain(`:${port}`);
      });
      afterAll(() => workshop?.close());

      test("no line of its users is lost", () => {
        expect(lostLines(project.folder, evolution)).toEqual([]);
      });

      test("it is ready, with the user's route and service", async () => {
        await answerOf(baseUrl, "/readyz", 200);
        expect((await send({ baseUrl }, { path: "/hello" })).text).toBe("hello");
        const { stdout } = await project.compose(["ps", "--services", "--status", "running"]);
        expect(stdout.split("\n")).toContain("clock");
      });

      describe("contract", () => contractSuite(() => ({ baseUrl })));

      test("its own tests pass", async () => {
        const { stdout } = await project.tool(["test"]);
        expect(stdout).toMatch(/\d+ passed/);
      });
    },
  );
});
