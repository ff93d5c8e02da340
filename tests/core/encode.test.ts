import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import * as encode from "../../src/core/encode.ts";

/** Text with the characters that each syntax treats in a way of its own. */
const nasty = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(..."'\"\\$%#`!{}[]()<>|&;:=*?~@^ \t\u0085\u2028\u200f\u0301é🐘"),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          "--help",
          "${X}",
          "$(id)",
          "'; DROP TABLE persons; --",
          "\\n",
          "$$",
        ),
      },
      { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join("").replace(/[\0\r\n]/g, ""))
  .filter((text) => text.isWellFormed());

describe("against the real parser", () => {
  test("yaml, whose `$$` compose reads as one dollar", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(parseYaml(encode.yaml(text)).replaceAll("$$", "$")).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test("json", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(JSON.parse(encode.json(text))).toBe(text);
      }),
    );
  });

  test("shell", () => {
    const texts = fc.sample(nasty, 500);
    const script = texts.map((text) => `printf '%s\\0' ${encode.shell(text)}`).join("\n");
    for (const shell of ["sh", "bash"]) {
      const printed = execFileSync(shell, ["-s"], { input: script, encoding: "utf8" });
      expect(printed.split("\0").slice(0, -1)).toEqual(texts);
    }
  });
});

test.each([
  ["plain", "plain"],
  ["", "''"],
  ["two words", "'two words'"],
  ["a$b", "'a$b'"],
  ["it's", '"it\'s"'],
  ["back\\slash", '"back\\\\slash"'],
  ["it's $5", '"it\'s \\$5"'],
  ["line\nend\r", '"line\\nend\\r"'],
])("dotenv %j is written %s", (value, written) => {
  expect(encode.dotenv(value)).toBe(written);
});

test("a SQL identifier doubles its quotes", () => {
  expect(encode.sqlIdentifier('we"ird us$er')).toBe('"we""ird us$er"');
});

test("a Dockerfile value keeps quotes, backslashes and dollars", () => {
  expect(encode.dockerfile('a "b" \\ $c')).toBe('"a \\"b\\" \\\\ \\$c"');
});

test("markdown text is never markup", () => {
  expect(encode.markdown("# *a* [b](c) <d>")).toBe("\\# \\*a\\* \\[b\\]\\(c\\) \\<d\\>");
});
