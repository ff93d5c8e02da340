import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from "@nestjs/common";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { Problem } from "./problem.ts";

/** Holds arguments against the schema of their decorator: `@Body({ schema: PersonInput })`. */
@Injectable()
export class SchemaPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: invalid });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    // No parser took the body up: see json-body.ts.
    if (metadata.type === "body" && metadata.data === undefined && value === undefined) {
      throw new Problem(415, { detail: "The content type must be application/json." });
    }
    return super.transform(value, metadata);
  }
}

/** The 422 that names each wrong field. */
function invalid(issues: readonly StandardSchemaV1.Issue[]): Problem {
  return new Problem(422, {
    errors: issues.map(({ path = [], message }) => ({
      field:
        path.map((step) => String(typeof step === "object" ? step.key : step)).join(".") || "body",
      message,
    })),
  });
}
