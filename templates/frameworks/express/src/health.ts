import { Router } from "express";
import { allow } from "./allow.ts";
import type { Database } from "./database.ts";

const readyTimeoutMs = 1500;

export function healthRouter(database: Database): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router
    .route("/healthz")
    .all(allow("GET", "HEAD"))
    .get((_req, res) => {
      res.json({ status: "ok" });
    });

  router
    .route("/readyz")
    .all(allow("GET", "HEAD"))
    .get(async (_req, res) => {
      res.json({ status: "ok", postgres: await database.version(readyTimeoutMs) });
    });

  return router;
}
