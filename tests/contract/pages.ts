import { describe, expect, test } from "vitest";
import type { Api } from "./api.ts";
import { sendUnchecked } from "./client.ts";
import { mediaType, openApi } from "./document.ts";

/** Welcome page, static files, the document, health; and what must not get out. */
export function pageCases(api: Api): void {
  describe("pages", () => {
    const pages = [
      { path: "/", type: /^text\/html; ?charset="?utf-8"?$/i, has: "/static/welcome.js" },
      { path: "/static/index.html", type: /^text\/html/, has: "/static/welcome.js" },
      { path: "/static/welcome.css", type: /^text\/css/, has: "color-scheme" },
      { path: "/static/welcome.js", type: /^(text|application)\/javascript/, has: "/readyz" },
      { path: "/static/openapi.json", type: /^application\/json/, has: "openapi" },
    ];
    test.each(pages)("GET $path is served with its type", async ({ path, type, has }) => {
      const answer = await api.get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers["content-type"]).toMatch(type);
      expect(answer.text).toContain(has);
    });

    test("GET /openapi.json is this very contract", async () => {
      const answer = await api.get("/openapi.json");
      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual(openApi);
    });

    const escapes = [
      "/static/",
      "/static/nothing.css",
      "/static/%00",
      "/static/welcome.css%00",
      "/static/%ff",
      "/static/../../../../../../etc/passwd",
      "/static/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
      "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
      "/static/..%5c..%5cetc%5cpasswd",
      "/static/%2fetc%2fpasswd",
      "/static//etc/passwd",
      "/static/../compose.yaml",
      "/static/..%2fcompose.yaml",
      "/static/..%2f.env",
    ];
    test.each(escapes)("GET %s gives nothing", async (path) => {
      const answer = await sendUnchecked(api.target, { path });
      // A router may redirect to the cleaned path, and a server refuse what is no path at all.
      expect([301, 307, 308, 400, 404]).toContain(answer.status);
      expect(answer.text).not.toMatch(/root:|services:|DB_PASSWORD/);
    });
  });

  describe("health", () => {
    test("GET /healthz says ok", async () => {
      const answer = await api.get("/healthz");
      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual({ status: "ok" });
    });

    test("GET /readyz names the number of the server's version, inside 2 s", async () => {
      const answer = await api.get("/readyz");
      expect(answer.status).toBe(200);
      expect(answer.json()).toEqual({ status: "ok", postgres: expect.stringMatching(/^\d+/) });
      expect(answer.elapsedMs).toBeLessThan(2000);
      expect(mediaType(answer)).toBe("application/json");
    });
  });
}
