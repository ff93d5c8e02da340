import * as encode from "./encode.ts";

/** A line that sets a key, as compose reads it: `export` and blanks around `=` are allowed. */
const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:]/;

interface Entry {
  readonly key: string;
  /** Offsets in the text: of the first line's start, and behind the last line. */
  readonly start: number;
  readonly end: number;
}

/** The keys that a `.env` sets, and where; a quoted value may span lines. */
export function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf("\n", at);
    let end = newline === -1 ? text.length : newline + 1;
    const key = assignment.exec(text.slice(at, end))?.[1];
    if (key !== undefined) {
      end = endOfValue(text, at, end);
      entries.push({ key, start: at, end });
    }
    at = end;
  }
  return entries;
}

function endOfValue(text: string, start: number, lineEnd: number): number {
  const opening = /[=:]\s*(["'])/.exec(text.slice(start, lineEnd));
  if (opening === null) return lineEnd;
  const quote = opening[1];
  for (let at = start + opening.index + opening[0].length; at < text.length; at++) {
    if (text[at] === "\\" && quote === '"') at++;
    else if (text[at] === quote) {
      const newline = text.indexOf("\n", at);
      return newline === -1 ? text.length : newline + 1;
    }
  }
  return lineEnd;
}

export function keysOf(text: string): readonly string[] {
  return entriesOf(text).map(({ key }) => key);
}

/**
 * Appends the keys that `template` sets and `text` does not, each with the comment above it there,
 * or else in `explained`. A key that is there as a comment counts as missing, and one whose value
 * comes from a file (`KEY_FILE`) does not: nothing else in `text` changes.
 */
export function addMissingKeys(
  text: string,
  template: string,
  explained = "",
): { readonly text: string; readonly added: readonly string[] } {
  const present = new Set(keysOf(text));
  const missing = entriesOf(template).filter(
    ({ key }) => !present.has(key) && !present.has(`${key}_FILE`),
  );
  if (missing.length === 0) return { text, added: [] };
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const explanations = entriesOf(explained);
  const blocks = missing.map(({ key, start, end }) => {
    const elsewhere = explanations.find((entry) => entry.key === key);
    const comment =
      elsewhere === undefined
        ? commentAbove(template, start)
        : commentAbove(explained, elsewhere.start);
    const gap = comment === "" ? "" : "\n";
    return (gap + comment + template.slice(start, end)).replaceAll("\n", eol);
  });
  const separator = text === "" || text.endsWith("\n") ? "" : eol;
  const appended = blocks.join("").replace(/^\r?\n/, "");
  return { text: text + separator + eol + appended, added: missing.map(({ key }) => key) };
}

function commentAbove(template: string, start: number): string {
  const lines = template.slice(0, start).split("\n").slice(0, -1);
  const comment: string[] = [];
  for (let line = lines.pop(); line?.startsWith("#"); line = lines.pop()) comment.unshift(line);
  return comment.map((line) => `${line}\n`).join("");
}

/** Replaces the value of a key, or appends it; the last line of a key is the one that counts. */
export function setKey(text: string, key: string, value: string): string {
  const line = `${key}=${encode.dotenv(value)}`;
  const found = entriesOf(text).findLast((entry) => entry.key === key);
  if (found === undefined) {
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    return `${text}${text === "" || text.endsWith("\n") ? "" : eol}${line}${eol}`;
  }
  const old = text.slice(found.start, found.end);
  // A BOM is white space to a regular expression, and stays where it is.
  const lead = /^\s*/.exec(old)?.[0] ?? "";
  const eol = /\r?\n$/.exec(old)?.[0] ?? "";
  return text.slice(0, found.start) + lead + line + eol + text.slice(found.end);
}

/** The values that a `.env` sets, unquoted; interpolation is left as it is written. */
export function valuesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    entriesOf(text).map(({ key, start, end }) => {
      const line = text.slice(start, end);
      const written = line.slice(line.search(/[=:]/) + 1).trim();
      return [key, unquoted(written)];
    }),
  );
}

function unquoted(written: string): string {
  if (written.startsWith("'")) return written.slice(1, written.lastIndexOf("'"));
  if (written.startsWith('"')) {
    return written
      .slice(1, written.lastIndexOf('"'))
      .replace(/\\([nr\\"$])/g, (_, sign: string) => ({ n: "\n", r: "\r" })[sign] ?? sign);
  }
  return written.replace(/\s+#.*$/, "");
}
