import { Agent } from "node:http";
import { describe, expect, test } from "vitest";
import type { Api, Person } from "./api.ts";

const limit = 1_048_576; // 1 MiB
const person = '{"name":"Ada"}';

/** JSON that means a small person and has exactly that many bytes. */
function padded(bytes: number): string {
  const [head, tail] = ['{"name":"Big","padding":"', '"}'];
  return head + "x".repeat(bytes - head.length - tail.length) + tail;
}

function* inPieces(text: string, bytes = 65_536): Generator<Buffer> {
  const body = Buffer.from(text);
  for (let at = 0; at < body.length; at += bytes) yield body.subarray(at, at + bytes);
}

/** What a body is before it is a person: its size, type and encoding. */
export function bodyCases(api: Api): void {
  describe("400, not JSON", () => {
    const bytes = (...parts: (string | number[])[]) =>
      Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    const bodies: Record<string, string | Buffer> = {
      empty: "",
      whitespace: " \r\n\t",
      words: "name=Ada",
      "cut off": '{"name":"Ada"',
      "followed by something": `${person} x`,
      "followed by another": `${person}${person}`,
      "single quotes": "{'name':'Ada'}",
      "a comma too many": '{"name":"Ada",}',
      "a comment": `/* hello */ ${person}`,
      NaN: '{"name":"Ada","x":NaN}',
      Infinity: '{"name":"Ada","x":-Infinity}',
      "a line end in a string": '{"name":"A\nda"}',
      "a NUL byte in a string": '{"name":"A\0da"}',
      "a bad escape": String.raw`{"name":"\x41"}`,
      "half an escape": String.raw`{"name":"\u00"}`,
      "invalid UTF-8": bytes('{"name":"', [0xff, 0xfe], '"}'),
      "UTF-8 cut off": bytes('{"name":"', [0xf0, 0x9f, 0x90], '"}'),
      "overlong UTF-8": bytes('{"name":"', [0xc0, 0xaf], '"}'),
      "invalid UTF-8 in an unknown member": bytes('{"name":"Ada","x":"', [0x80], '"}'),
      "Latin-1": bytes('{"name":"Zo', [0xeb], '"}'),
      "100,000 brackets": "[".repeat(100_000),
    };
    test.each(Object.entries(bodies))("%s", async (_, body) => {
      expect((await api.post(body)).status).toBe(400);
    });

    // A parser may have limits of its own; an error of the server it is not.
    const strange = {
      "100,000 brackets that close": `{"name":"Ada","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      "a number of 10,000 digits": `{"name":"Ada","x":${"9".repeat(10_000)}}`,
      "a number beyond every float": '{"name":"Ada","x":1e999999}',
      "a lone surrogate in an unknown member": String.raw`{"name":"Ada","x":"\ud800"}`,
      "a NUL in a member's name": String.raw`{"name":"Ada","\u0000":1}`,
      "a byte order mark": `\ufeff${person}`,
    };
    test.each(Object.entries(strange))("%s is taken or refused, never 500", async (_, body) => {
      expect([201, 400, 422]).toContain((await api.post(body)).status);
    });
  });

  describe("413, over 1 MiB", () => {
    test("1 MiB exactly is accepted", async () => {
      const body = padded(limit);
      expect(Buffer.byteLength(body)).toBe(limit);
      const answer = await api.post(body);
      expect(answer.status).toBe(201);
      expect(answer.json<Person>().name).toBe("Big");
    });

    test("1 MiB exactly is accepted in chunks", async () => {
      expect((await api.postChunked(inPieces(padded(limit)))).status).toBe(201);
    });

    test("a byte more is 413", async () => {
      expect((await api.post(padded(limit + 1))).status).toBe(413);
    });

    test("a byte more is 413 in chunks", async () => {
      expect((await api.postChunked(inPieces(padded(limit + 1)))).status).toBe(413);
    });

    test("1 MiB is counted in bytes, not characters", async () => {
      const body = `{"name":"Big","padding":"${"é".repeat(limit / 2)}"}`;
      expect((await api.post(body)).status).toBe(413);
    });

    test("4 MiB in chunks is 413", async () => {
      expect((await api.postChunked(inPieces(padded(4 * limit)))).status).toBe(413);
    });

    test("and the next request is served", async () => {
      expect((await api.get("/persons?limit=1")).status).toBe(200);
    });
  });

  describe("chunks", () => {
    test("a small body in chunks of one byte is accepted", async () => {
      expect((await api.postChunked(inPieces('{"name":"Zoë 🐘"}', 1))).json()).toMatchObject({
        name: "Zoë 🐘",
      });
    });

    test("an empty body in chunks is 400", async () => {
      expect((await api.postChunked([])).status).toBe(400);
    });
  });

  describe("content type", () => {
    const good = [
      "application/json",
      "application/json; charset=utf-8",
      "application/json;charset=UTF-8",
      'application/json; charset="utf-8"',
      "Application/JSON",
    ];
    test.each(good)("%s is accepted", async (type) => {
      expect((await api.post(person, { "Content-Type": type })).status).toBe(201);
    });

    const bad = [
      "text/plain",
      "text/json",
      "text/html",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/octet-stream",
      "application/xml",
      "application/jsonp",
      "application/json5",
      "application/problem+json",
      "application/vnd.api+json",
      "text/plain; application/json",
    ];
    test.each(bad)("%s is 415", async (type) => {
      expect((await api.post(person, { "Content-Type": type })).status).toBe(415);
    });

    test("none is 415", async () => {
      const answer = await api.send({ method: "POST", path: "/persons", body: person });
      expect(answer.status).toBe(415);
    });
  });

  describe("one connection", () => {
    const json = { "Content-Type": "application/json" };
    const errors = [
      { what: "400", status: 400, headers: json, body: "{" },
      {
        what: "415",
        status: 415,
        headers: { "Content-Type": "text/plain" },
        body: "x".repeat(9999),
      },
      {
        what: "415 with a request in its body",
        status: 415,
        headers: { "Content-Type": "text/plain" },
        body: "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
      },
      { what: "422", status: 422, headers: json, body: "{}" },
      { what: "413", status: 413, headers: json, body: padded(limit + 1) },
      { what: "404", status: 404, path: "/nowhere", headers: json, body: person },
      { what: "405", status: 405, method: "PUT", headers: json, body: person },
    ];
    test.each(errors)("serves on after $what", async ({ status, method, path, headers, body }) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        const call = { method: method ?? "POST", path: path ?? "/persons", headers, body, agent };
        for (let round = 0; round < 3; round++) {
          expect((await api.send(call)).status).toBe(status);
          const next = await api.send({ path: "/healthz", agent });
          expect(next.status).toBe(200);
          expect(next.json()).toEqual({ status: "ok" });
        }
      } finally {
        agent.destroy();
      }
    });
  });
}
