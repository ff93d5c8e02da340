import { STATUS_CODES } from "node:http";
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from "@nestjs/common";
import type { Response } from "express";
import { Problem, unavailable } from "./problem.ts";
import { UnavailableError } from "./unavailable-error.ts";

/** Answers every error as problem+json; an unexpected one tells nothing but that it was. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    if (error instanceof UnavailableError) {
      this.#logger.warn(error.message);
    } else if (problem.status >= 500 && problem !== error) {
      this.#logger.error(error);
    }
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(problem.status)
      .set(problem.headers)
      .type("application/problem+json")
      .json(problem.body);
  }
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnavailableError) return unavailable(error.detail);
  if (error instanceof HttpException) return ofNest(error);
  // What Express and its middleware refuse has the status of its answer.
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return new Problem(status >= 400 && status < 500 ? status : 500);
}

/** An error of Nest's own classes: its message is the detail, if it says more than the status. */
function ofNest(error: HttpException): Problem {
  const status = error.getStatus();
  const { message } = error;
  // The router's 404 is called `Cannot GET /path`.
  const saysNothing = message === STATUS_CODES[status] || /^Cannot [A-Z]+ /.test(message);
  return new Problem(status, saysNothing ? {} : { detail: message });
}
