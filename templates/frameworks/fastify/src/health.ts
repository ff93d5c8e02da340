import type { FastifyPluginAsync } from "fastify";
import type { Database } from "./database.ts";

const readyTimeoutMs = 1500;

export const health: FastifyPluginAsync<{ database: Database }> = async (app, { database }) => {
  app.get("/healthz", async () => ({ status: "ok" }));

  app.get("/readyz", async () => ({
    status: "ok",
    postgres: await database.version(readyTimeoutMs),
  }));
};
