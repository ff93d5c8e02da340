import { z } from "zod";

const maxId = Number.MAX_SAFE_INTEGER; // the greatest integer that every JSON parser keeps exact

/** A string that Postgres can store, of so many characters (not UTF-16 units) after trimming. */
function text(string: z.ZodString, atLeast: number, atMost: number) {
  return string
    .refine((value) => value.isWellFormed(), { error: "must be valid Unicode", abort: true })
    .refine((value) => !value.includes("\0"), {
      error: "must not contain a NUL character",
      abort: true,
    })
    .refine((value) => [...value].length >= atLeast, {
      error: `must have a length of at least ${atLeast}`,
      abort: true,
    })
    .refine((value) => [...value].length <= atMost, {
      error: `must have a length of at most ${atMost}`,
      abort: true,
    });
}

function wrongType(expected: string) {
  return {
    error: ({ input }: { input?: unknown }) =>
      input === undefined ? "is required" : `must be ${expected}`,
  };
}

const Name = text(z.string(wrongType("a string")).trim(), 1, 200);

const Address = text(z.string(wrongType("a string")), 3, 254).regex(/^[^@\s]+@[^@\s]+$/, {
  error: "must have one @ with something before and after it, and no spaces",
});

export const PersonInput = z.object(
  {
    name: Name,
    emails: z
      .array(Address, wrongType("a list"))
      .max(10, "must have a length of at most 10")
      .refine((addresses) => new Set(addresses).size === addresses.length, {
        error: "must not contain the same address twice",
      })
      .default([]),
  },
  "must be an object",
);
export type PersonInput = z.output<typeof PersonInput>;

// Number() would also take " 5", "0x10" and "1e1".
const integer = (atLeast: number, atMost: number) =>
  z
    .string("must be an integer")
    .regex(/^-?[0-9]{1,19}$/, { error: "must be an integer", abort: true })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(atLeast, { error: `must be at least ${atLeast}` })
        .max(atMost, { error: `must be at most ${atMost}` }),
    );

export const PageQuery = z.object({
  limit: integer(1, 100).default(20),
  after: integer(0, maxId).default(0),
});
export type PageQuery = z.output<typeof PageQuery>;
