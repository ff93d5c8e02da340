import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

const maxBodyBytes = 1024 * 1024;

/**
 * So much is read of a body that is too large: clients that are still sending would miss the
 * answer otherwise, and Fastify closes the connection beyond that.
 */
export const readableBytes = 8 * maxBodyBytes;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Takes JSON and nothing else. Unlike Fastify's own parser it refuses invalid UTF-8. */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: unknown, body: Buffer) => {
      if (body.length > maxBodyBytes) throw new Problem(413);
      try {
        return JSON.parse(utf8.decode(body));
      } catch {
        throw new Problem(400, { detail: "The body is not JSON." });
      }
    },
  );
}
