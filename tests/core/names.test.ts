import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "../../src/catalog/nearest.ts";
import { identifierOf, slugOf } from "../../src/core/names.ts";

test.each([
  ["my-api", "my-api"],
  ["My API", "my-api"],
  ["Größe Übung", "grosse-ubung"],
  ["café.io", "cafe-io"],
  ["日本語", "app"],
  ["🐘", "app"],
  ["--x--", "x"],
  ["_private", "private"],
  ["a".repeat(80), "a".repeat(50)],
  ["", "app"],
])("the slug of %j is %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("a slug is always a compose project name, and an identifier never needs quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const slug = slugOf(name);
      expect(slug).toMatch(/^[a-z0-9][a-z0-9_-]{0,49}$/);
      expect(identifierOf(slug)).toMatch(/^[a-z_][a-z0-9_]{0,57}$/);
    }),
  );
});

test.each([
  ["my-api", "my_api"],
  ["2048", "db_2048"],
  ["postgres", "db_postgres"],
  ["pg_tools", "db_pg_tools"],
  ["template1", "db_template1"],
])("the identifier of %j is %j", (slug, identifier) => {
  expect(identifierOf(slug)).toBe(identifier);
});

test.each([
  ["--framwork", "--framework"],
  ["flsk", "flask"],
  ["FLASK", "flask"],
  ["--db-pasword", "--db-password"],
  ["falsk", "flask"],
  ["--frame", "--framework"],
  ["--db", undefined],
  ["zzzzzz", undefined],
])("nearest to %j is %j", (typed, meant) => {
  expect(nearest(typed, ["--framework", "--db-password", "--db-user", "flask", "django"])).toBe(
    meant,
  );
});
