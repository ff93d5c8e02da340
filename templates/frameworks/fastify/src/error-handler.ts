import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type FieldError, Problem, unavailable } from "./problem.ts";
import { UnavailableError } from "./unavailable-error.ts";

/** Answers every error as problem+json; an unexpected one tells nothing but that it was. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  if (error instanceof UnavailableError) {
    request.log.warn(error.message);
  } else if (problem.status >= 500) {
    request.log.error(error);
  }
  reply
    .code(problem.status)
    .headers(problem.headers)
    .type("application/problem+json")
    .send(JSON.stringify(problem.body));
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnavailableError) return unavailable(error.detail);
  if (!(error instanceof Error)) return new Problem(500);
  const { validation, statusCode = 500 } = error as FastifyError;
  if (validation !== undefined) return new Problem(422, { errors: validation.map(toFieldError) });
  return new Problem(statusCode >= 400 && statusCode < 500 ? statusCode : 500);
}

type ValidationError = NonNullable<FastifyError["validation"]>[number];

function toFieldError({ keyword, instancePath, params, message, ...more }: ValidationError) {
  const path = instancePath.split("/").slice(1);
  if (keyword === "required") {
    return { field: [...path, params.missingProperty].join("."), message: "is required" };
  }
  // In verbose mode ajv adds the schema, whose description says more than a pattern.
  const { description } = (more as { parentSchema?: { description?: string } }).parentSchema ?? {};
  const isForm = keyword === "pattern" || keyword === "format";
  return {
    field: path.join(".") || "body",
    message: (isForm ? description : message) ?? "is invalid",
  } satisfies FieldError;
}
