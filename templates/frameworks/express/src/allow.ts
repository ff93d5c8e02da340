import type { RequestHandler } from "express";
import { Problem } from "./problem.ts";

/** Stands first in a route: every other method is 405, and told which there are. */
export function allow(...methods: readonly string[]): RequestHandler {
  return (req, _res, next) => {
    if (methods.includes(req.method)) next();
    else throw new Problem(405, { headers: { Allow: methods.join(", ") } });
  };
}
