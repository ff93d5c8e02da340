import { type RequestHandler, raw } from "express";
import { Problem } from "./problem.ts";

export const maxBodyBytes = 1024 * 1024;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads the body into req.body. Unlike express.json it refuses an empty body and invalid UTF-8,
 * and takes every JSON value.
 */
export const jsonBody: readonly RequestHandler[] = [
  (req, _res, next) => {
    const [type = ""] = (req.get("Content-Type") ?? "").split(";");
    if (type.trim().toLowerCase() === "application/json") next();
    else throw new Problem(415, { detail: "The content type must be application/json." });
  },
  raw({ type: () => true, limit: maxBodyBytes }),
  (req, _res, next) => {
    req.body = parse(req.body);
    next();
  },
];

function parse(body: unknown): unknown {
  try {
    return JSON.parse(body instanceof Uint8Array ? utf8.decode(body) : "");
  } catch {
    throw new Problem(400, { detail: "The body is not JSON." });
  }
}
