import { Buffer, isUtf8 } from "node:buffer";
import { sha256Of } from "./state.ts";

/** How a text file is written down, apart from its lines: kept as found when lines are merged. */
export interface TextForm {
  readonly bom: boolean;
  readonly crlf: boolean;
}

export interface Text extends TextForm {
  /** With LF line ends and no BOM. */
  readonly text: string;
}

const bom = "\ufeff";

/** Binary is what is not UTF-8, or has a NUL in it: it is never merged. */
export function isBinary(content: Buffer): boolean {
  return !isUtf8(content) || content.includes(0);
}

/** @throws nothing; call it only where `isBinary` said no. */
export function readText(content: Buffer): Text {
  const raw = content.toString("utf8");
  const text = raw.startsWith(bom) ? raw.slice(1) : raw;
  const crlfCount = countOf("\r\n", text);
  const crlf = crlfCount > countOf("\n", text) - crlfCount;
  return {
    bom: raw.startsWith(bom),
    crlf,
    text: crlf ? text.replaceAll("\r\n", "\n") : text,
  };
}

/** The text of a file that has one. */
export function formOf(content: Buffer): Text | undefined {
  return isBinary(content) ? undefined : readText(content);
}

/** Line ends and BOM do not count: git may have changed them on checkout. */
export function fingerprint(content: Buffer): string {
  return sha256Of(formOf(content)?.text ?? content);
}

function countOf(wanted: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    count += 1;
  }
  return count;
}

export function writeText({ text, bom: withBom, crlf }: Text): Buffer {
  const lines = crlf ? text.replaceAll("\n", "\r\n") : text;
  return Buffer.from(withBom ? bom + lines : lines, "utf8");
}

/** Lines with their line ends, so that a missing one at the end of a file is a difference. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Lines that `git` and this program leave around a conflict. A `=======` alone underlines headings,
 * so it is a sign only beside another marker; half a conflict is one too.
 */
export function hasConflictMarkers(text: string): boolean {
  const markers = [/^<{7} \S/m, /^>{7} \S/m, /^={7}\r?$/m];
  return markers.filter((marker) => marker.test(text)).length > 1;
}
