import { describe, expect, test } from "vitest";
import { refuseUnsafe } from "../../src/core/answers.ts";

describe("changed answers", () => {
  const change = (postgres: number, framework = "flask", force = false) =>
    refuseUnsafe(
      { framework: "flask", postgres: 17, storage: "volume" },
      { framework: framework as "flask", postgres, storage: "volume" },
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

  test("are another place for the data only by force, since none of it is there", () => {
    const move = (force: boolean) =>
      refuseUnsafe(
        { storage: "volume" },
        { framework: "flask", postgres: 18, storage: "bind" },
        { force },
      );
    expect(() => move(false)).toThrow("in the folder db/data there is none of it");
    expect(() => move(true)).not.toThrow();
  });
});
