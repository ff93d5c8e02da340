import process from "node:process";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { AppModule } from "./app.module.ts";
import { appOptions, configureApp, createAdapter } from "./app.ts";
import { appConfig } from "./app-config.ts";
import { createLogger } from "./logger.ts";

// Requests in flight finish; all is over inside 3 s.
const graceMs = 2000;
// Longer than proxies keep an idle connection (caddy 120 s, nginx 60 s): whoever closes first
// must be the proxy, or it sends a request into a closed connection.
const keepAliveMs = 130_000;

const config = appConfig();
const logger = await createLogger(config.logFormat);
const app = await NestFactory.create<NestExpressApplication>(
  AppModule,
  createAdapter(),
  appOptions(logger),
);
configureApp(app, logger);

const signals = ["SIGTERM", "SIGINT"] as const;
for (const signal of signals) {
  process.once(signal, () => {
    logger.info(`${signal}: finishing the requests in flight`);
    setTimeout(() => process.exit(), graceMs);
  });
}
// Having finished is no failure: exit with 0, not by the signal.
app.enableShutdownHooks([...signals], { useProcessExit: true });

const server = await app.listen(config.port, "0.0.0.0");
server.keepAliveTimeout = keepAliveMs;
logger.info(`listening on port ${config.port}`);
