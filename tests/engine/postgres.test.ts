import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameworkOf } from "../../src/catalog/frameworks.ts";
import { post, send } from "../contract/client.ts";
import { contractSuite } from "../contract/suite.ts";
import { type Credentials, knownNasty } from "../support/credentials.ts";
import { answerOf, type EngineProject, openWorkshop, type Workshop } from "./project.ts";
import { firstOfEachLanguage } from "./selection.ts";

// Each major with credentials of its own, and every second with its data in a folder.
describe.each(firstOfEachLanguage)("%s", (id) => {
  const { unsendable } = frameworkOf(id);
  const nasty = knownNasty.filter(
    ({ user, password }) =>
      !unsendable?.dbUser.test(user) && !unsendable?.dbPassword.test(password),
  );
  const variations = [15, 16, 17, 18].map((major, index) => ({
    major,
    storage: index % 2 === 0 ? "bind" : "volume",
    credentials: nasty[(index * 2) % nasty.length] as Credentials,
  }));
  describe.each(variations)(
    "on PostgreSQL $major, $storage, $credentials.name",
    ({ major, storage, credentials: { name, user, password } }) => {
      let workshop: Workshop;
      let project: EngineProject;
      let baseUrl = "";
      beforeAll(async () => {
        workshop = await openWorkshop();
        project = await workshop.create(`e2e-pg${major}-${id}`, [
          ...["--framework", id, "--postgres", String(major), "--storage", storage],
          ...[`--db-name=${name}`, `--db-user=${user}`, `--db-password=${password}`],
        ]);
        await project.up("--build");
        baseUrl = await project.baseUrl();
      });
      afterAll(() => workshop?.close());

      test("runs on that major", async () => {
        const { postgres } = (await answerOf(baseUrl, "/readyz", 200)).json<{ postgres: string }>();
        expect(postgres).toMatch(new RegExp(`^${major}\\.`));
      });

      describe("contract", () => contractSuite(() => ({ baseUrl })));

      test("the role comes in with its password, and doctor finds nothing", async () => {
        const { stdout } = await project.tool(["db-tools", "doctor"]);
        expect(stdout).toContain(`"${user}" comes into "${name}" with its password.`);
        expect(stdout).not.toContain("PROBLEM");
      });

      test("a backup brings back what was deleted", async () => {
        const person = (await post({ baseUrl }, { name: "Kept" })).json<{ id: number }>();
        const path = `/persons/${person.id}`;
        await project.tool(["db-tools", "backup"]);
        await send({ baseUrl }, { path, method: "DELETE" });
        await answerOf(baseUrl, path, 404);
        await project.tool(["db-tools", "restore", "latest", "--yes"]);
        expect((await answerOf(baseUrl, path, 200)).json()).toMatchObject({ name: "Kept" });
      });
    },
  );
});
