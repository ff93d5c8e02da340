import { describe, expect, test } from "vitest";
import type { Api, Person } from "./api.ts";
import { sendUnchecked } from "./client.ts";

/** Adding, reading and deleting persons, with every kind of text. */
export function personCases(api: Api): void {
  describe("a person", () => {
    test("POST answers 201 with the person, and Location leads to it", async () => {
      const before = Date.now();
      const answer = await api.post({ name: "Ada Lovelace", emails: ["ada@example.org"] });
      expect(answer.status).toBe(201);
      const person = answer.json<Person>();
      expect(person).toMatchObject({ name: "Ada Lovelace", emails: ["ada@example.org"] });
      expect(answer.headers.location).toBe(`/persons/${person.id}`);
      // A minute for clocks that differ.
      expect(Math.abs(Date.parse(person.created_at) - before)).toBeLessThan(60_000);
      const found = await api.get(`/persons/${person.id}`);
      expect(found.status).toBe(200);
      expect(found.json()).toEqual(person);
    });

    test("the list shows what a single GET shows", async () => {
      const person = await api.add({ name: "Grace Hopper", emails: ["b@x", "a@x"] });
      const { items, next } = await api.list(`limit=1&after=${person.id - 1}`);
      expect(items).toEqual([person]);
      expect(next).toBeNull();
    });

    test("emails default to none", async () => {
      expect((await api.add({ name: "Nobody" })).emails).toEqual([]);
      expect((await api.add({ name: "Nobody", emails: [] })).emails).toEqual([]);
    });

    test("emails keep the order given", async () => {
      const emails = ["c@x", "a@x", "b@x", "A@x", "0@x"];
      const { id } = await api.add({ name: "Order", emails });
      expect((await api.get(`/persons/${id}`)).json<Person>().emails).toEqual(emails);
    });

    test("two persons may share name and email", async () => {
      const one = await api.add({ name: "Twin", emails: ["twin@example.org"] });
      const other = await api.add({ name: "Twin", emails: ["twin@example.org"] });
      expect(other.id).toBeGreaterThan(one.id);
    });

    test("unknown members are ignored", async () => {
      const input = { id: 1, name: "Ada", created_at: "never", admin: true, more: { a: [null] } };
      const answer = await api.post(input);
      expect(answer.status).toBe(201);
      expect(answer.json<Person>()).toMatchObject({ name: "Ada", emails: [] });
      expect(answer.json<Person>().created_at).not.toBe("never");
    });
  });

  describe("text comes back as it went", () => {
    const texts = {
      emoji: "🐘 👩‍👩‍👧‍👦 🏳️‍🌈",
      "right to left": "سلمى حايك שָׁלוֹם \u202eabc\u202c",
      "combining characters (decomposed)": "Zoe\u0308 A\u030angstro\u0308m",
      "composed characters": "Zoë Ångström",
      Chinese: "李小龍 𠮷野家",
      Zalgo: "h̷̢̛̩e̵͎͝l̶̰̾l̸͚͝o̷̱͘",
      "zero-width": "a\u200bb\u2060c\ufeffd",
      "control characters inside": "a\tb\nc\u0001d\u007fe\u0085f",
      "private use and noncharacters": "\ue000\ufffe\uffff\u{10ffff}x",
      markup: "<script>alert(1)</script> &amp; \"'`",
      "backslashes and percents": "C:\\new\\table %s %(a)s %d $1 {0} {{x}} $y :name ?",
      "SQL that drops": "Robert'); DROP TABLE persons; --",
      "SQL that is true": "' OR '1'='1' /* */ -- ;",
      "dollar quotes": "$$ $tag$ $1 E'\\x00'",
      "a literal \\u0000": "\\u0000",
      null: "null",
      number: "1e400",
    };
    test.each(Object.entries(texts))("%s", async (_, name) => {
      const made = await api.add({ name });
      expect(made.name).toBe(name);
      expect((await api.get(`/persons/${made.id}`)).json<Person>().name).toBe(name);
    });

    const addresses = [
      "o'hara@example.org",
      "用户@例子.广告",
      "🐘@x",
      "\"<b>'@x;--",
      "a%40b@x",
      "$1@\\x",
    ];
    test.each(addresses)("the email %s", async (address) => {
      const made = await api.add({ name: "Address", emails: [address] });
      expect((await api.get(`/persons/${made.id}`)).json<Person>().emails).toEqual([address]);
    });

    test("JSON escapes mean the characters", async () => {
      const answer = await api.post(String.raw`{"name":"\ud83d\udc18 \u00e9\/\t."}`);
      expect(answer.json<Person>().name).toBe("🐘 é/\t.");
    });
  });

  describe("DELETE", () => {
    test("answers 204 without a body, then 404; the person is gone everywhere", async () => {
      const { id } = await api.add({ name: "Gone", emails: ["a@x", "b@x"] });
      const deleted = await api.delete(id);
      expect(deleted.status).toBe(204);
      expect(deleted.bytes.length).toBe(0);
      expect((await api.delete(id)).status).toBe(404);
      expect((await api.get(`/persons/${id}`)).status).toBe(404);
      const { items } = await api.list(`limit=1&after=${id - 1}`);
      expect(items.map((person) => person.id)).not.toContain(id);
    });

    test("takes the emails along and leaves those of others", async () => {
      const shared = ["shared@example.org"];
      const one = await api.add({ name: "One", emails: shared });
      const other = await api.add({ name: "Other", emails: shared });
      expect((await api.delete(one.id)).status).toBe(204);
      expect((await api.get(`/persons/${other.id}`)).json()).toEqual(other);
    });

    test("of the same person five times at once succeeds once", async () => {
      const { id } = await api.add({ name: "Contested", emails: ["a@x"] });
      const answers = await Promise.all(Array.from({ length: 5 }, () => api.delete(id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
    });
  });

  describe("an id that is none is not found", () => {
    const ids = [
      "0",
      "-1",
      "abc",
      "1.5",
      "1e0",
      "0x1",
      "%201",
      "1%20",
      "%2B1",
      "null",
      "1;",
      "%27",
    ];
    const large = ["9007199254740991", "9007199254740992", "9223372036854775807"];
    const larger = ["9223372036854775808", "99999999999999999999999999999999"];
    const odd = ["%EF%BC%91", "%D9%A1", "1_0", "%F0%9F%90%98"];
    const all = [...ids, ...large, ...larger, ...odd];
    test.each(all)("GET and DELETE /persons/%s", async (id) => {
      expect((await api.get(`/persons/${id}`)).status).toBe(404);
      expect((await api.send({ method: "DELETE", path: `/persons/${id}` })).status).toBe(404);
    });

    test("an existing id in other digits or with an underscore", async () => {
      const { id } = await api.add({ name: "Digits" });
      const fullWidth = [...String(id)].map((digit) =>
        String.fromCodePoint(0xff10 + Number(digit)),
      );
      const spellings = [encodeURIComponent(fullWidth.join("")), `%20${id}`, `${id}.0`, `%2B${id}`];
      if (id > 9) spellings.push(`${String(id)[0]}_${String(id).slice(1)}`);
      for (const spelling of spellings) {
        expect((await api.get(`/persons/${spelling}`)).status, spelling).toBe(404);
      }
    });

    // A server may refuse these as no path at all.
    test.each(["%00", "%ff", "1%00", "%"])("/persons/%s is 404 or 400", async (id) => {
      const answer = await sendUnchecked(api.target, { path: `/persons/${id}` });
      expect([400, 404]).toContain(answer.status);
    });
  });

  test("50 POSTs at once are all there afterwards", async () => {
    const names = Array.from({ length: 50 }, (_, at) => `Parallel ${at}`);
    const made = await Promise.all(
      names.map((name, at) => api.add({ name, emails: [`p${at}@x`, `q${at}@x`] })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(50);
    for (const person of made) {
      expect((await api.get(`/persons/${person.id}`)).json()).toEqual(person);
    }
    const first = Math.min(...made.map(({ id }) => id));
    const { items } = await api.list(`limit=100&after=${first - 1}`);
    expect(items.map(({ name }) => name).sort()).toEqual([...names].sort());
  });
}
