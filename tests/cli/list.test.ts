import { expect, test } from "vitest";
import { run } from "../support/program.ts";

test.each([[["list", "--json"]], [["--json", "list"]]])(
  "%j prints one JSON document",
  async (args) => {
    const { exitCode, stdout } = await run(args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      frameworks: expect.arrayContaining([
        expect.objectContaining({ id: "flask", isDefault: true }),
      ]),
      postgres: expect.arrayContaining([
        expect.objectContaining({ major: 18, image: "postgres:18-trixie", isDefault: true }),
      ]),
    });
  },
);

test("list names frameworks and versions with their end of life", async () => {
  const { stdout } = await run(["list"]);
  expect(stdout).toMatch(/flask +Flask/);
  expect(stdout).toMatch(/18 +fixes until 2030-11-14/);
  expect(stdout).toMatch(/14 +end of life since 2026-11-12/);
});

test("doctor --json prints one JSON document", async () => {
  const { stdout } = await run(["doctor", "--json"], { timeout: 60_000 });
  expect(JSON.parse(stdout)).toMatchObject({ command: "doctor", findings: expect.any(Array) });
});
