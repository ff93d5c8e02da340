import assert from "node:assert/strict";
import { test } from "node:test";
import { securityHeaders } from "../src/security-headers.ts";
import { TestApp } from "./support.ts";

const app = new TestApp();

for (const [path, type] of [
  ["/", "text/html"],
  ["/openapi.json", "application/json"],
  ["/static/welcome.css", "text/css"],
  ["/static/welcome.js", "(text|application)/javascript"],
] as const) {
  test(`${path} is ${type}`, async () => {
    const response = await app.fetch(path);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("Content-Type") ?? "", RegExp(`^${type}; charset=utf-8$`));
    const head = await app.fetch(path, { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(head.headers.get("Content-Length"), String((await response.bytes()).length));
  });
}

for (const path of ["/", "/healthz", "/persons", "/nowhere", "/persons?limit=x"]) {
  test(`${path} has the security headers`, async () => {
    const { headers } = await app.fetch(path);
    for (const [name, value] of Object.entries(securityHeaders)) {
      assert.equal(headers.get(name), value);
    }
  });
}

test("/readyz names the server's version", async () => {
  const ready = (await (await app.fetch("/readyz")).json()) as Record<string, string>;
  assert.equal(ready.status, "ok");
  assert.match(ready.postgres ?? "", /^\d+/);
});
