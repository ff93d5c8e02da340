import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, { type FastifyBaseLogger, LogController } from "fastify";
import type { Redis } from "ioredis";
import type { Database } from "./database.ts";
import { answerError } from "./error-handler.ts";
import { health } from "./health.ts";
import { imports } from "./imports.ts";
import { acceptJson, readableBytes } from "./json-body.ts";
import { type Logger, logRequest } from "./logger.ts";
import { trackMethods } from "./method-not-allowed.ts";
import { pages } from "./pages.ts";
import { PersonStore } from "./person-store.ts";
import { persons } from "./persons.ts";
import { notFound } from "./problem.ts";
import { formats } from "./schemas.ts";
import { securityHeaders } from "./security-headers.ts";
import { visits } from "./visits.ts";

// Longer than proxies keep an idle connection (caddy 120 s, nginx 60 s): whoever closes first
// must be the proxy, or it sends a request into a closed connection.
const keepAliveMs = 130_000;

export interface AppOptions {
  readonly database: Database;
  readonly redis: Redis;
  readonly logger: Logger;
  readonly behindProxy?: boolean;
}

export async function createApp({ database, redis, logger, behindProxy = false }: AppOptions) {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // The proxy's address is any of the container's network.
    trustProxy: behindProxy ? (_address, hop) => hop === 0 : false,
    keepAliveTimeout: keepAliveMs,
    // A request that the proxy had sent before it knew is answered, too.
    return503OnClosing: false,
    bodyLimit: readableBytes,
    // Everything that is wrong is told at once; a text is no number.
    ajv: { customOptions: { allErrors: true, coerceTypes: false, verbose: true, formats } },
    // A path that cannot be decoded reaches no hook.
    frameworkErrors: (error, request, reply) => {
      reply.headers(securityHeaders);
      answerError(error, request, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    // Before the body of an unknown path could be refused.
    if (request.is404) throw notFound();
  });
  app.addHook("onResponse", async (request, reply) => {
    logRequest(logger, {
      method: request.method,
      url: request.originalUrl,
      userAgent: request.headers["user-agent"],
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
    });
  });
  app.addHook("onClose", () => database.close());
  app.addHook("onClose", async () => redis.disconnect());
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(async () => {
    throw notFound();
  });
  acceptJson(app);
  const methods = trackMethods(app);

  await app.register(pages);
  await app.register(health, { database });
  await app.register(persons, { store: new PersonStore(database) });
  await app.register(visits, { redis });
  await app.register(imports, { redis });
  methods.complete();
  return app;
}
