import type { ErrorRequestHandler } from "express";
import type { Logger } from "./logger.ts";
import { Problem, unavailable } from "./problem.ts";
import { UnavailableError } from "./unavailable-error.ts";

/** Answers every error as problem+json; an unexpected one tells nothing but that it was. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error, _req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    if (error instanceof UnavailableError) {
      logger.warn(error.message);
    } else if (problem.status >= 500 && problem !== error) {
      logger.error(error);
    }
    res
      .status(problem.status)
      .set(problem.headers)
      .type("application/problem+json")
      .json(problem.body);
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnavailableError) return unavailable(error.detail);
  // What Express and its middleware refuse has the status of its answer.
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return new Problem(status >= 400 && status < 500 ? status : 500);
}
