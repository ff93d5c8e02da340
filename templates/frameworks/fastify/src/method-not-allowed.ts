import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

/**
 * Gives every path of the plugins registered later routes for all other methods, which answer 405
 * and tell what there is. Call `complete` when all plugins are loaded.
 */
export function trackMethods(app: FastifyInstance): { complete(): void } {
  const known = new Map<string, Set<string>>();

  app.addHook("onRoute", ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    known.set(url, methods);
    for (const one of [method].flat()) methods.add(one);
  });

  return {
    complete() {
      for (const [url, methods] of [...known]) {
        const allowed = [...methods];
        app.route({
          url,
          method: app.supportedMethods.filter((method) => !methods.has(method)),
          // Before a body could be refused.
          onRequest: async () => {
            throw new Problem(405, { headers: { Allow: allowed.join(", ") } });
          },
          handler: () => undefined,
        });
      }
    },
  };
}
