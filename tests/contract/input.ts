import { describe, expect, test } from "vitest";
import { type Api, invalidFields, type Person } from "./api.ts";

const elephant = "🐘"; // one character, two UTF-16 units, four bytes
const longest = (length: number) => `${"a".repeat(length - 2)}@b`;
const addresses = (count: number) => Array.from({ length: count }, (_, at) => `${at}@x`);

/** The limits of a person, from both sides. */
export function inputCases(api: Api): void {
  describe("accepted", () => {
    const names = [
      { what: "1 character", name: "x", stored: "x" },
      { what: "200 characters", name: "x".repeat(200), stored: "x".repeat(200) },
      { what: "200 elephants", name: elephant.repeat(200), stored: elephant.repeat(200) },
      { what: "spaces around", name: "  Ada  ", stored: "Ada" },
      { what: "tabs and line ends around", name: "\t\r\n Ada \n\r\t\v\f", stored: "Ada" },
      {
        what: "wide spaces around",
        name: "\u3000\u2003\u00a0Ada\u2028\u2029\u00a0",
        stored: "Ada",
      },
      { what: "spaces inside", name: " Ada  King ", stored: "Ada  King" },
      {
        what: "200 characters within spaces",
        name: ` ${"x".repeat(200)}\n`,
        stored: "x".repeat(200),
      },
    ];
    test.each(names)("a name: $what", async ({ name, stored }) => {
      expect((await api.add({ name })).name).toBe(stored);
    });

    const emails = [
      { what: "3 characters", emails: ["a@b"] },
      { what: "254 characters", emails: [longest(254)] },
      { what: "254 elephants", emails: [`${elephant.repeat(252)}@b`] },
      { what: "ten", emails: addresses(10) },
      { what: "the same in other case", emails: ["ada@x", "Ada@x"] },
      { what: "the same in other composition", emails: ["\u00e9@x", "e\u0301@x"] },
    ];
    test.each(emails)("emails: $what", async ({ emails }) => {
      expect((await api.add({ name: "Ada", emails })).emails).toEqual(emails);
    });
  });

  describe("422", () => {
    const name = "Ada";
    const cases: { what: string; body: unknown; fields: (string | RegExp)[] }[] = [
      { what: "no member", body: {}, fields: ["name"] },
      { what: "no name", body: { emails: ["a@b"] }, fields: ["name"] },
      { what: "name null", body: { name: null }, fields: ["name"] },
      { what: "name a number", body: { name: 5 }, fields: ["name"] },
      { what: "name true", body: { name: true }, fields: ["name"] },
      { what: "name a list", body: { name: ["Ada"] }, fields: ["name"] },
      { what: "name an object", body: { name: {} }, fields: ["name"] },
      { what: "name empty", body: { name: "" }, fields: ["name"] },
      { what: "name of spaces", body: { name: " \t\r\n" }, fields: ["name"] },
      { what: "name of wide spaces", body: { name: "\u00a0\u2003\u3000" }, fields: ["name"] },
      { what: "name of 201", body: { name: "x".repeat(201) }, fields: ["name"] },
      { what: "name of 201 elephants", body: { name: elephant.repeat(201) }, fields: ["name"] },
      { what: "name with NUL", body: { name: "a\0b" }, fields: ["name"] },
      { what: "name of NUL", body: { name: "\0" }, fields: ["name"] },
      { what: "name ending in NUL", body: { name: "a\0" }, fields: ["name"] },
      { what: "emails null", body: { name, emails: null }, fields: ["emails"] },
      { what: "emails a string", body: { name, emails: "a@b" }, fields: ["emails"] },
      { what: "emails an object", body: { name, emails: { 0: "a@b" } }, fields: ["emails"] },
      { what: "eleven emails", body: { name, emails: addresses(11) }, fields: ["emails"] },
      { what: "email null", body: { name, emails: [null] }, fields: ["emails.0"] },
      { what: "email a number", body: { name, emails: ["a@b", 1] }, fields: ["emails.1"] },
      { what: "email a list", body: { name, emails: [["a@b"]] }, fields: ["emails.0"] },
      { what: "email empty", body: { name, emails: [""] }, fields: ["emails.0"] },
      { what: "email without @", body: { name, emails: ["a@b", "ab.c"] }, fields: ["emails.1"] },
      { what: "email of 2", body: { name, emails: ["@b"] }, fields: ["emails.0"] },
      { what: "nothing before @", body: { name, emails: ["@bcd"] }, fields: ["emails.0"] },
      { what: "nothing after @", body: { name, emails: ["abc@"] }, fields: ["emails.0"] },
      { what: "two @", body: { name, emails: ["a@b@c"] }, fields: ["emails.0"] },
      { what: "a space in an email", body: { name, emails: ["a b@c"] }, fields: ["emails.0"] },
      { what: "a space before", body: { name, emails: [" a@b"] }, fields: ["emails.0"] },
      { what: "a space after", body: { name, emails: ["a@b "] }, fields: ["emails.0"] },
      { what: "a line end after", body: { name, emails: ["a@b\n"] }, fields: ["emails.0"] },
      { what: "a line end before", body: { name, emails: ["\na@b"] }, fields: ["emails.0"] },
      { what: "lines", body: { name, emails: ["x\na@b\ny"] }, fields: ["emails.0"] },
      { what: "a wide space", body: { name, emails: ["a\u3000@b"] }, fields: ["emails.0"] },
      { what: "a no-break space", body: { name, emails: ["a@\u00a0b"] }, fields: ["emails.0"] },
      { what: "email of 255", body: { name, emails: [longest(255)] }, fields: ["emails.0"] },
      { what: "email with NUL", body: { name, emails: ["a@b\0"] }, fields: ["emails.0"] },
      { what: "one twice", body: { name, emails: ["a@b", "a@b"] }, fields: [/^emails(\.1)?$/] },
      { what: "null", body: "null", fields: ["body"] },
      { what: "a list", body: [{ name }], fields: ["body"] },
      { what: "an empty list", body: [], fields: ["body"] },
      { what: "a string", body: '"Ada"', fields: ["body"] },
      { what: "a number", body: "1", fields: ["body"] },
      { what: "false", body: "false", fields: ["body"] },
      {
        what: "everything wrong is told at once",
        body: { name: "", emails: ["a@b", "c", "d@e", "f"] },
        fields: ["name", "emails.1", "emails.3"],
      },
    ];
    test.each(cases)("$what → $fields", async ({ body, fields }) => {
      const named = invalidFields(await api.post(body));
      expect(named).toHaveLength(fields.length);
      for (const field of fields) {
        expect(named).toContainEqual(
          typeof field === "string" ? field : expect.stringMatching(field),
        );
      }
    });

    // A parser that refuses it cannot say where it was.
    const surrogates = [
      { what: "a lone high surrogate in a name", body: String.raw`{"name":"a\ud800b"}` },
      { what: "a lone low surrogate in a name", body: String.raw`{"name":"a\udc18b"}` },
      { what: "surrogates in the wrong order", body: String.raw`{"name":"\udc18\ud83d"}` },
      { what: "a name ending in half an elephant", body: String.raw`{"name":"a\uD83D"}` },
      {
        what: "a lone surrogate in an email",
        body: String.raw`{"name":"a","emails":["\ud800@b"]}`,
      },
    ];
    test.each(surrogates)("$what", async ({ body }) => {
      const [field] = invalidFields(await api.post(body));
      expect(["name", "emails.0", "body"]).toContain(field);
    });
  });

  test("of a member given twice one value counts, and it is valid", async () => {
    const answer = await api.post('{"name":"First","name":"Last"}');
    if (answer.status === 201) expect(["First", "Last"]).toContain(answer.json<Person>().name);
    else expect([400, 422]).toContain(answer.status);
  });
}
