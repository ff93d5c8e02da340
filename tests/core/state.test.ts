import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBase, sha256Of, writeBase } from "../../src/core/state.ts";

const blobsOf = (contents: readonly Buffer[]) =>
  new Map(contents.map((content) => [sha256Of(content), content]));
const content = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => Buffer.from(text, "utf8")),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);

describe("the base of the next merge", () => {
  test("gives back every byte, one content a line", () => {
    fc.assert(
      fc.property(fc.array(content), (contents) => {
        const blobs = blobsOf(contents);
        const lines = writeBase(blobs);
        expect(lines.split("\n")).toHaveLength(blobs.size + 1);
        expect(readBase(lines)).toEqual(blobs);
      }),
    );
  });

  test("is read as git leaves it: any order, lines twice, marks of a conflict", () => {
    const [ours, theirs] = ["ours\n", "theirs\n"].map((text) => Buffer.from(text));
    const both = blobsOf([ours, theirs] as Buffer[]);
    const [first, second] = writeBase(both).split("\n");
    const merged = ["<<<<<<< HEAD", second, "=======", first, second, ">>>>>>> branch"].join("\n");
    expect(readBase(merged)).toEqual(both);
  });
});
