import { Type } from "typebox";
import { notFound } from "./problem.ts";

const maxId = Number.MAX_SAFE_INTEGER; // the greatest integer that every JSON parser keeps exact

// Number() alone would also take " 5", "0x10" and "1e1".
const isInteger = (text: string, atLeast: number, atMost: number) =>
  /^[0-9]{1,16}$/.test(text) && Number(text) >= atLeast && Number(text) <= atMost;

/** Forms of a text, by their name in the schemas below. */
export const formats = {
  limit: (text: string) => isInteger(text, 1, 100),
  after: (text: string) => isInteger(text, 0, maxId),
};

export const PageQuery = Type.Object({
  limit: Type.String({
    format: "limit",
    default: "20",
    description: "must be an integer from 1 to 100",
  }),
  after: Type.String({
    format: "after",
    default: "0",
    description: `must be an integer from 0 to ${maxId}`,
  }),
});

// Postgres can store neither NUL (\0) nor half a character (\p{Cs}).
const Address = Type.String({
  maxLength: 254,
  pattern: String.raw`^[^@\s\0\p{Cs}]+@[^@\s\0\p{Cs}]+$`,
  description: "must have one @ with something before and after it, and no spaces",
});

export const PersonInput = Type.Object({
  name: Type.String({
    pattern: String.raw`^\s*[^\s\0\p{Cs}](?:[^\0\p{Cs}]{0,198}[^\s\0\p{Cs}])?\s*$`,
    description: "must have 1 to 200 characters, and no NUL",
  }),
  emails: Type.Array(Address, { maxItems: 10, uniqueItems: true, default: [] }),
});

export const Person = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  emails: Type.Array(Type.String()),
  created_at: Type.Unsafe<Date>({ type: "string", format: "date-time" }),
});

export const PersonPage = Type.Object({
  items: Type.Array(Person),
  next: Type.Union([Type.Integer(), Type.Null()]),
});

/** A number as it can be an id; throws a 404 otherwise. */
export function toId(given: string): number {
  const id = Number(given);
  if (id > maxId) throw notFound();
  return id;
}
