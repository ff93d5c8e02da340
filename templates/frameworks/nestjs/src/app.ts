import { join } from "node:path";
import type { NestApplicationOptions } from "@nestjs/common";
import { ExpressAdapter, type NestExpressApplication } from "@nestjs/platform-express";
import express, { type NextFunction, type Request, type Response } from "express";
import { appConfig } from "./app-config.ts";
import type { Config } from "./config.ts";
import { jsonBody } from "./json-body.ts";
import type { Logger } from "./logger.ts";
import { PinoLogger } from "./pino-logger.ts";
import { requestLog } from "./request-log.ts";
import { securityHeaders } from "./security-headers.ts";

/** Express, which takes a path as it is written: its router must know before the adapter makes it. */
export function createAdapter(): ExpressAdapter {
  const instance = express();
  instance.enable("case sensitive routing");
  instance.enable("strict routing");
  instance.disable("x-powered-by");
  return new ExpressAdapter(instance);
}

export function appOptions(logger: Logger): NestApplicationOptions {
  return { logger: new PinoLogger(logger), bodyParser: false };
}

/** Adds what every request passes, also those that no route takes. */
export function configureApp(app: NestExpressApplication, logger: Logger): void {
  const { behindProxy } = app.get<Config>(appConfig.KEY);
  app.set("trust proxy", behindProxy ? 1 : false);

  app.use(requestLog(logger));
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.set(securityHeaders);
    next();
  });
  app.useStaticAssets(join(import.meta.dirname, "../public"), {
    prefix: "/static",
    index: false,
    redirect: false,
  });
  app.use(jsonBody);
}
