import type { RequestHandler } from "express";
import { type Logger, logRequest } from "./logger.ts";

export function requestLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    res.on("close", () => {
      logRequest(logger, {
        method: req.method,
        url: req.originalUrl,
        userAgent: req.get("User-Agent"),
        status: res.statusCode,
        durationMs: performance.now() - started,
      });
    });
    next();
  };
}
