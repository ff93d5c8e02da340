import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { emptyDatabase } from "./empty-database.ts";
import { TestApp } from "./support.ts";

interface Person {
  readonly id: number;
  readonly name: string;
  readonly emails: readonly string[];
  readonly created_at: string;
}

const app = new TestApp();
before(() => emptyDatabase(app.database));

async function add(name: string, ...emails: string[]): Promise<Person> {
  const response = await app.post("/persons", { name, emails });
  assert.equal(response.status, 201);
  return (await response.json()) as Person;
}

async function json(path: string): Promise<unknown> {
  return (await app.fetch(path)).json();
}

async function invalidFields(response: Response): Promise<string[]> {
  assert.equal(response.status, 422);
  assert.match(response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
  const { errors } = (await response.json()) as { errors: { field: string }[] };
  return errors.map(({ field }) => field);
}

test("add, get and delete", async () => {
  const response = await app.post("/persons", { name: " Zoë 🐘\n", emails: ["b@x", "a@x"], id: 7 });
  const person = (await response.json()) as Person;
  const path = `/persons/${person.id}`;
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("Location"), path);
  assert.equal(person.name, "Zoë 🐘");
  assert.deepEqual(person.emails, ["b@x", "a@x"]);
  assert.ok(Math.abs(Date.parse(person.created_at) - Date.now()) < 60_000);

  assert.deepEqual(await json(path), person);
  assert.equal((await app.fetch(path, { method: "DELETE" })).status, 204);
  assert.equal((await app.fetch(path, { method: "DELETE" })).status, 404);
  assert.equal((await app.fetch(path)).status, 404);
});

test("an id has 53 bits", async () => {
  const id = Number.MAX_SAFE_INTEGER;
  await app.database.query(
    "INSERT INTO persons (id, name) OVERRIDING SYSTEM VALUE VALUES ($1, 'last')",
    [id],
  );
  assert.equal(((await json(`/persons/${id}`)) as Person).id, id);
  await app.fetch(`/persons/${id}`, { method: "DELETE" });
});

test("pages hold everybody once, and a full last page has no next", async () => {
  const added: Person[] = [];
  for (const n of [0, 1, 2, 3, 4, 5]) added.push(await add(`Person ${n}`, `${n}@x`));
  const start = (added[0]?.id ?? 0) - 1;
  const next = added[2]?.id;
  assert.deepEqual(await json(`/persons?limit=3&after=${start}`), {
    items: added.slice(0, 3),
    next,
  });
  assert.deepEqual(await json(`/persons?limit=3&after=${next}`), {
    items: added.slice(3),
    next: null,
  });
});

describe("a parameter is refused", () => {
  const neverIntegers = [
    "",
    "-1",
    "x",
    "1.0",
    "1_0",
    "0x1",
    "%2B5",
    "%205",
    "%D9%A5",
    "9".repeat(30),
  ];
  for (const query of [
    ...neverIntegers.flatMap((value) => [`limit=${value}`, `after=${value}`]),
    "limit=0",
    "limit=101",
    "limit=1&limit=2",
    `after=${2 ** 53}`,
  ]) {
    test(query, async () => {
      assert.deepEqual(await invalidFields(await app.fetch(`/persons?${query}`)), [
        query.split("=")[0],
      ]);
    });
  }
});

for (const id of ["0", "01", "x", "1.0", "9007199254740992"]) {
  test(`/persons/${id} is not found`, async () => {
    assert.equal((await app.fetch(`/persons/${id}`)).status, 404);
    assert.equal((await app.fetch(`/persons/${id}`, { method: "DELETE" })).status, 404);
  });
}

describe("a person is refused", () => {
  const name = "x";
  const cases: [body: unknown, fields: string[]][] = [
    [{}, ["name"]],
    [[], ["body"]],
    ["null", ["body"]],
    [{ name: 5 }, ["name"]],
    [{ name: " \u3000\n" }, ["name"]],
    [{ name: "x".repeat(201) }, ["name"]],
    [{ name: "a\0b" }, ["name"]],
    [String.raw`{"name":"\ud800"}`, ["name"]],
    [{ name, emails: null }, ["emails"]],
    [{ name, emails: ["a@b", "a@b"] }, ["emails"]],
    [{ name, emails: Array.from({ length: 11 }, (_, n) => `${n}@x`) }, ["emails"]],
    [{ name, emails: ["a@b", "a b@c"] }, ["emails.1"]],
    [{ name, emails: ["a@b\n"] }, ["emails.0"]],
    [{ name, emails: ["a@b\0"] }, ["emails.0"]],
    [{ name, emails: [`${"a".repeat(253)}@b`] }, ["emails.0"]],
    [{ name: "", emails: ["@", "a@b", 1] }, ["name", "emails.0", "emails.2"]],
  ];
  for (const [body, fields] of cases) {
    test(JSON.stringify(body).slice(0, 60), async () => {
      assert.deepEqual(await invalidFields(await app.post("/persons", body)), fields);
    });
  }
});

test("the limits are accepted", async () => {
  const emails = Array.from({ length: 10 }, (_, n) => `${n}${"🐘".repeat(251)}@b`);
  const person = await add("🐘".repeat(200), ...emails);
  assert.equal(person.name, "🐘".repeat(200));
  assert.deepEqual(person.emails, emails);
});

test("emails go with their person", async () => {
  const { id } = await add("x", "a@b");
  const emailsOf = () => app.database.query("SELECT FROM emails WHERE person_id = $1", [id]);
  assert.equal((await emailsOf()).length, 1);
  await app.fetch(`/persons/${id}`, { method: "DELETE" });
  assert.equal((await emailsOf()).length, 0);
});
