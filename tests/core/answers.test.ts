import { describe, expect, test } from "vitest";
import { refuseUnsafe } from "../../src/core/answers.ts";

describe("changed answers", () => {
  const change = (postgres: number, framework = "flask", force = false) =>
    refuseUnsafe(
      { framework: "flask", postgres: 17 },
      { framework: framework as "flask", postgres },
      { force },
    );

  test("may be a newer major of PostgreSQL, and never an older one", () => {
    expect(() => change(18)).not.toThrow();
    expect(() => change(16)).toThrow("PostgreSQL 16 cannot read");
    expect(() => change(16, "flask", true)).toThrow("PostgreSQL 16 cannot read");
  });

  test("are another framework only by force, since it replaces the app's code", () => {
    expect(() => change(17, "other")).toThrow("would replace the app's code");
    expect(() => change(17, "other", true)).not.toThrow();
  });
});
