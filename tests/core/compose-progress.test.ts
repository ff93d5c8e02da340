import { expect, test } from "vitest";
import { stepOf } from "../../src/core/compose-progress.ts";

test.each([
  ["#9 [base 3/3] WORKDIR /app", "base: WORKDIR /app"],
  [
    "#9 [app deps 3/3] RUN --mount=type=cache,target=/x     pip install -r y",
    "deps: RUN pip install -r y",
  ],
  [" Container my-api-db-1  Healthy", "my-api-db-1 is healthy"],
  [" Container my-api-migrate-1  Exited", "my-api-migrate-1 is done"],
  ["#9 CACHED", undefined],
  ["#1 [internal] load local bake definitions", undefined],
  [" Container my-api-db-1  Waiting", undefined],
])("%s", (line, detail) => {
  expect(stepOf(line)?.detail).toBe(detail);
});

test("all steps of a stage are one milestone", () => {
  const milestones = ["#9 [deps 1/2] RUN a", "#10 [deps 2/2] RUN b"].map(
    (line) => stepOf(line)?.milestone,
  );
  expect(new Set(milestones)).toEqual(new Set(["the image's stage deps"]));
});
