import { describe, expect, test } from "vitest";
import type { Api } from "./api.ts";

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const resources = [
  { path: "/", methods: ["GET"] },
  { path: "/static/welcome.css", methods: ["GET"] },
  { path: "/openapi.json", methods: ["GET"] },
  { path: "/healthz", methods: ["GET"] },
  { path: "/readyz", methods: ["GET"] },
  { path: "/persons", methods: ["GET", "POST"] },
  { path: "/persons/1", methods: ["GET", "DELETE"] },
];

/** Headers of every answer, HEAD, 405 and 404. */
export function routingCases(api: Api): void {
  describe("headers of every answer", () => {
    const calls = [
      ...resources.map(({ path }) => ({ what: `GET ${path}`, call: { path } })),
      { what: "404 of an unknown path", call: { path: "/nowhere" } },
      { what: "404 of a person", call: { path: "/persons/9007199254740991" } },
      { what: "405", call: { method: "PUT", path: "/persons" } },
      { what: "415", call: { method: "POST", path: "/persons", body: "x" } },
      { what: "422 of a parameter", call: { path: "/persons?limit=0" } },
    ];
    test.each(calls)("$what", async ({ call }) => {
      const { headers } = await api.send(call);
      expect(headers["content-security-policy"]).toBe(csp);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
    });
  });

  describe("HEAD", () => {
    const paths = [...resources.map(({ path }) => path), "/persons?limit=0", "/nowhere"];
    test.each(paths)("HEAD %s is GET without a body", async (path) => {
      const get = await api.get(path);
      const head = await api.send({ method: "HEAD", path });
      expect(head.status).toBe(get.status);
      expect(head.bytes.length).toBe(0);
      expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
      const length = head.headers["content-length"];
      if (length !== undefined) expect(Number(length)).toBe(get.bytes.length);
    });
  });

  describe("405", () => {
    const wrong = resources.flatMap(({ path, methods }) =>
      ["POST", "PUT", "PATCH", "DELETE"]
        .filter((method) => !methods.includes(method))
        .map((method) => ({ path, methods, method })),
    );
    test.each(wrong)(
      "$method $path names the methods allowed",
      async ({ path, methods, method }) => {
        const answer = await api.send({ method, path });
        expect(answer.status).toBe(405);
        const allowed = (answer.headers.allow ?? "").split(",").map((word) => word.trim());
        expect(allowed).toEqual(expect.arrayContaining(methods));
        for (const one of allowed) expect([...methods, "HEAD", "OPTIONS"]).toContain(one);
      },
    );

    test.each(["/persons", "/"])("PUT %s with a body is 405 too", async (path) => {
      const headers = { "Content-Type": "application/json" };
      const answer = await api.send({ method: "PUT", path, headers, body: '{"name":"Ada"}' });
      expect(answer.status).toBe(405);
    });
  });

  describe("404", () => {
    const unknown = [
      "/nowhere",
      "/Persons",
      "/persons/",
      "/persons/1/emails",
      "/person",
      "/healthz/",
      "/readyz/x",
      "/index.html",
      "/.env",
      "/compose.yaml",
      "/%F0%9F%90%98",
      "/a%20b?c=d",
    ];
    test.each(unknown)("GET %s", async (path) => {
      expect((await api.get(path)).status).toBe(404);
    });

    test.each(["POST", "PUT", "PATCH", "DELETE"])("%s /nowhere", async (method) => {
      expect((await api.send({ method, path: "/nowhere" })).status).toBe(404);
    });
  });
}
