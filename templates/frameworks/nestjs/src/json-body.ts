import { type RequestHandler, raw } from "express";
import { Problem } from "./problem.ts";

const maxBodyBytes = 1024 * 1024;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses a body of JSON into request.body, and leaves every other type alone. Unlike Nest's own
 * parser it refuses an empty body and invalid UTF-8, and takes every JSON value.
 */
export const jsonBody: readonly RequestHandler[] = [
  raw({ type: "application/json", limit: maxBodyBytes }),
  (request, _response, next) => {
    if (request.body instanceof Uint8Array) request.body = parse(request.body);
    next();
  },
];

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw new Problem(400, { detail: "The body is not JSON." });
  }
}
