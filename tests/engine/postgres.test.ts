import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractSuite } from "../contract/suite.ts";
import { answerOf, openWorkshop, type Workshop } from "./project.ts";
import { firstOfEachLanguage } from "./selection.ts";

// The newest major is what all other tests use.
const olderMajors = [15, 16, 17] as const;

describe.each(firstOfEachLanguage)("%s", (id) => {
  describe.each(olderMajors)("on PostgreSQL %i", (major) => {
    let workshop: Workshop;
    let baseUrl = "";
    beforeAll(async () => {
      workshop = await openWorkshop();
      const args = ["--framework", id, "--postgres", String(major), "--up"];
      const project = await workshop.create(`e2e-pg${major}-${id}`, args);
      baseUrl = await project.baseUrl();
    });
    afterAll(() => workshop?.close());

    test("runs on that major", async () => {
      const { postgres } = (await answerOf(baseUrl, "/readyz", 200)).json<{ postgres: string }>();
      expect(postgres).toMatch(new RegExp(`^${major}\\.`));
    });

    describe("contract", () => contractSuite(() => ({ baseUrl })));
  });
});
