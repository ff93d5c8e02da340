import { Buffer, isUtf8 } from "node:buffer";

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
  const crlfCount = text.split("\r\n").length - 1;
  const lfCount = text.split("\n").length - 1 - crlfCount;
  const crlf = crlfCount > lfCount;
  return {
    bom: raw.startsWith(bom),
    crlf,
    text: crlf ? text.replaceAll("\r\n", "\n") : text,
  };
}

export function writeText({ text, bom: withBom, crlf }: Text): Buffer {
  const lines = crlf ? text.replaceAll("\n", "\r\n") : text;
  return Buffer.from(withBom ? bom + lines : lines, "utf8");
}

/** Lines with their line ends, so that a missing one at the end of a file is a difference. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The markers that `git` and this program leave around a conflict, at the start of a line. */
export function hasConflictMarkers(text: string): boolean {
  return /^<{7} /m.test(text) && /^={7}$/m.test(text) && /^>{7} /m.test(text);
}
