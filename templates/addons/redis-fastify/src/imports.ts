import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { Redis } from "ioredis";
import { Type } from "typebox";
import { importQueue } from "./import-queue.ts";
import { withRedis } from "./redis.ts";
import { PersonInput } from "./schemas.ts";

const ImportInput = Type.Object({
  names: Type.Array(PersonInput.properties.name, { minItems: 1, maxItems: 100 }),
});

export const imports: FastifyPluginAsyncTypebox<{ redis: Redis }> = async (app, { redis }) => {
  const queue = importQueue(redis);
  // The connection has told of it already.
  queue.on("error", () => undefined);
  app.addHook("onClose", () => queue.close());

  // Leaves the work to the queue, so that the answer need not wait for it.
  app.post("/imports", { schema: { body: ImportInput } }, async ({ body }, reply) => {
    const names = body.names.map((name) => name.trim());
    const { id } = await withRedis(redis, () => queue.add("add persons", { names }));
    return reply.code(202).send({ job: id });
  });
};
