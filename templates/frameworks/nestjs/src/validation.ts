import type { StandardSchemaV1 } from "@standard-schema/spec";
import { Problem } from "./problem.ts";

/** The 422 that names each wrong field. */
export function invalid(issues: readonly StandardSchemaV1.Issue[]): Problem {
  return new Problem(422, {
    errors: issues.map(({ path = [], message }) => ({
      field:
        path.map((step) => String(typeof step === "object" ? step.key : step)).join(".") || "body",
      message,
    })),
  });
}
