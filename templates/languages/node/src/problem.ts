import { STATUS_CODES } from "node:http";

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that is the answer, as RFC 9457 has it: throw it from wherever you are. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;

  constructor(status: number, { detail, errors, headers = {} }: ProblemDetails = {}) {
    const title = STATUS_CODES[status] ?? "Error";
    super(detail ?? title);
    this.status = status;
    this.headers = headers;
    this.body = {
      type: "about:blank",
      title,
      status,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors }),
    };
  }
}

export const notFound = () => new Problem(404);

export const unavailable = (detail: string) =>
  new Problem(503, { detail, headers: { "Retry-After": "1" } });
