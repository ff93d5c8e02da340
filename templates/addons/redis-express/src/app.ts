import express, { type Express } from "express";
import type { Redis } from "ioredis";
import type { Database } from "./database.ts";
import { errorHandler } from "./error-handler.ts";
import { healthRouter } from "./health.ts";
import type { Logger } from "./logger.ts";
import { pagesRouter } from "./pages.ts";
import { PersonStore } from "./person-store.ts";
import { personsRouter } from "./persons.ts";
import { notFound } from "./problem.ts";
import { requestLog } from "./request-log.ts";
import { securityHeaders } from "./security-headers.ts";
import { visitsRouter } from "./visits.ts";

export interface AppOptions {
  readonly database: Database;
  readonly redis: Redis;
  readonly logger: Logger;
  readonly behindProxy?: boolean;
}

export function createApp({ database, redis, logger, behindProxy = false }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", behindProxy ? 1 : false);

  app.use(requestLog(logger));
  app.use((_req, res, next) => {
    res.set(securityHeaders);
    next();
  });
  app.use(pagesRouter());
  app.use(healthRouter(database));
  app.use(personsRouter(new PersonStore(database)));
  app.use(visitsRouter(redis));
  app.use(() => {
    throw notFound();
  });
  app.use(errorHandler(logger));
  return app;
}
