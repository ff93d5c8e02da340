import { join } from "node:path";
import express, { Router } from "express";
import { allow } from "./allow.ts";

const root = join(import.meta.dirname, "../public");

export function pagesRouter(): Router {
  const router = Router({ caseSensitive: true, strict: true });

  for (const [path, file] of [
    ["/", "index.html"],
    ["/openapi.json", "openapi.json"],
  ] as const) {
    router
      .route(path)
      .all(allow("GET", "HEAD"))
      .get((_req, res) => res.sendFile(file, { root }));
  }
  router.use(
    "/static",
    allow("GET", "HEAD"),
    express.static(root, { index: false, redirect: false }),
  );

  return router;
}
