import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TestApp } from "./support.ts";

const maxBodyBytes = 1024 * 1024;

const app = new TestApp();

describe("400, not JSON", () => {
  const bodies = [
    "",
    " ",
    "name=x",
    "{",
    '{"x":NaN}',
    "[".repeat(100_000),
    Buffer.from('"\xff"', "latin1"),
  ];
  for (const body of bodies) {
    test(JSON.stringify(String(body).slice(0, 20)), async () => {
      const response = await app.post("/persons", body);
      assert.equal(response.status, 400);
      assert.match(response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
      assert.deepEqual(await response.json(), {
        type: "about:blank",
        title: "Bad Request",
        status: 400,
        detail: "The body is not JSON.",
      });
    });
  }
});

test("a body has 1 MiB", async () => {
  const body = '{"name":""}'.padEnd(maxBodyBytes);
  assert.equal((await app.post("/persons", body)).status, 422);
  assert.equal((await app.post("/persons", `${body} `)).status, 413);
});

for (const type of ["text/plain", "application/jsonp", "text/plain; application/json"]) {
  test(`415: ${type}`, async () => {
    const init = { method: "POST", headers: { "Content-Type": type }, body: '{"name":"x"}' };
    assert.equal((await app.fetch("/persons", init)).status, 415);
  });
}

for (const path of [
  "/nowhere",
  "/persons/",
  "/Persons",
  "/static/",
  "/static/%00",
  "/static/..%2fpackage.json",
]) {
  test(`404: ${path}`, async () => {
    const response = await app.fetch(path);
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), {
      type: "about:blank",
      title: "Not Found",
      status: 404,
    });
  });
}

for (const method of ["PUT", "OPTIONS"]) {
  test(`405: ${method}`, async () => {
    const response = await app.fetch("/persons", { method });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("Allow"), "GET, HEAD, POST");
  });
}

test("an unexpected error tells nothing, but is logged", async (t) => {
  t.mock.method(app.database, "version", () => Promise.reject(new Error("secret")));
  const response = await app.fetch("/readyz");
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), {
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
  });
  assert.match(JSON.stringify(app.log), /Error: secret/);
});
