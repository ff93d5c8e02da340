import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyError, FastifyPluginAsync } from "fastify";
import { answerError } from "./error-handler.ts";
import { notFound } from "./problem.ts";

/** The files of public: below /static/, but for two. */
export const pages: FastifyPluginAsync = async (app) => {
  // What is refused, as a folder or a path with a NUL, is not found like all that is no file.
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    answerError(error.statusCode === 403 ? notFound() : error, request, reply),
  );
  await app.register(fastifyStatic, {
    root: join(import.meta.dirname, "../public"),
    prefix: "/static/",
    index: false,
  });
  app.get("/", (_request, reply) => reply.sendFile("index.html"));
  app.get("/openapi.json", (_request, reply) => reply.sendFile("openapi.json"));
};
