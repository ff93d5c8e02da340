import { beforeAll, describe, expect, test } from "vitest";
import { type Api, invalidFields, type Person } from "./api.ts";

const count = 23;

/** Paging through the list, and the limits of its parameters. */
export function pagingCases(api: Api): void {
  describe("paging", () => {
    const made: Person[] = [];
    let start = 0;
    let end = 0;

    beforeAll(async () => {
      for (let at = 0; at < count; at++) {
        made.push(await api.add({ name: `Page ${at}`, emails: [`page${at}@x`] }));
      }
      start = (made[0]?.id ?? 0) - 1;
      end = made.at(-1)?.id ?? 0;
    });

    test.each([1, 7, 22, 23, 24, 100])("all pages of %d hold everybody once", async (limit) => {
      const found: Person[] = [];
      let after: number | null = start;
      let pages = 0;
      while (after !== null) {
        const { items, next } = await api.list(`limit=${limit}&after=${after}`);
        expect(items.length).toBeGreaterThan(0);
        expect(items.length).toBeLessThanOrEqual(limit);
        if (next !== null) expect(next).toBe(items.at(-1)?.id);
        found.push(...items);
        after = next;
        pages += 1;
      }
      expect(found).toEqual(made);
      expect(pages).toBe(Math.ceil(count / limit));
    });

    test("a full last page has no next", async () => {
      expect((await api.list(`limit=${count}&after=${start}`)).next).toBeNull();
      expect((await api.list(`limit=${count - 1}&after=${start}`)).next).toBe(made.at(-2)?.id);
    });

    test("limit is 20 and after is 0 when absent", async () => {
      expect((await api.list(`after=${start}`)).items).toEqual(made.slice(0, 20));
      const first = await api.list("limit=5");
      expect(first).toEqual(await api.list("limit=5&after=0"));
    });

    test("ids ascend", async () => {
      const ids = (await api.list("limit=100")).items.map(({ id }) => id);
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
    });

    test("after the last there is an empty page", async () => {
      const empty = { items: [], next: null };
      expect(await api.list(`after=${end}`)).toEqual(empty);
      expect(await api.list("after=9007199254740991")).toEqual(empty);
    });

    test("after need not exist any more", async () => {
      const gone = made[10];
      if (gone === undefined) throw new Error("Nobody there");
      const extra = await api.add({ name: "Soon gone" });
      await api.delete(extra.id);
      expect(await api.list(`after=${extra.id}`)).toEqual({ items: [], next: null });
      expect((await api.list(`limit=1&after=${gone.id}`)).items).toEqual([made[11]]);
    });

    test("unknown parameters are ignored", async () => {
      expect((await api.list(`limit=2&after=${start}&order=desc&x=%00`)).items).toHaveLength(2);
    });
  });

  describe("parameters", () => {
    test.each(["limit=1", "limit=100", "after=0", "after=9007199254740991"])(
      "%s is fine",
      async (query) => {
        expect((await api.get(`/persons?${query}`)).status).toBe(200);
      },
    );

    const noIntegers = [
      "",
      "abc",
      "1.5",
      "5.0",
      "1e1",
      "0x10",
      "%205",
      "5%20",
      "%2B5",
      "1_0",
      "5;",
      "null",
    ];
    const odd = ["%EF%BC%95", "%D9%A5", "%00", "5%00", "%27", "--5", "1,0", "true"];
    const huge = [
      "9223372036854775808",
      "99999999999999999999999999999999",
      "-99999999999999999999",
    ];
    const queries = [
      ...["0", "-1", "101", ...noIntegers, ...odd, ...huge].map((value) => ["limit", value]),
      ...["-1", "9007199254740992", ...noIntegers, ...odd, ...huge].map((value) => [
        "after",
        value,
      ]),
    ];
    test.each(queries)("%s=%s is 422", async (name, value) => {
      expect(invalidFields(await api.get(`/persons?${name}=${value}`))).toEqual([name]);
    });

    test("a parameter of invalid UTF-8 is 422", async () => {
      const answer = await api.get("/persons?limit=%ff");
      expect(invalidFields(answer)).toEqual(["limit"]);
    });
  });
}
