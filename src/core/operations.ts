import { Buffer } from "node:buffer";
import type { Change, Plan } from "./changes.ts";
import { basePath, sha256Of, statePath, writeBase, writeState } from "./state.ts";

export type FileMode = "plain" | "executable" | "secret";

/** One step on disk; `expected` is the SHA-256 of what must still be there, undefined for nothing. */
export type Operation =
  | {
      readonly kind: "write";
      readonly path: string;
      readonly content: Buffer;
      readonly mode: FileMode;
      readonly expected: string | undefined;
    }
  | { readonly kind: "remove"; readonly path: string; readonly expected: string };

/** The steps of a plan, in the order they must become visible: the state comes last of all writes. */
export function operationsOf(plan: Plan): readonly Operation[] {
  const expected = (path: string): string | undefined => {
    const found = plan.disk.get(path);
    return found?.kind === "file" ? sha256Of(found.content) : undefined;
  };
  const write = (path: string, content: Buffer, mode: FileMode = "plain"): readonly Operation[] => {
    const found = plan.disk.get(path);
    const isSame =
      found?.kind === "file" &&
      found.content.equals(content) &&
      found.executable === (mode === "executable");
    return isSame ? [] : [{ kind: "write", path, content, mode, expected: expected(path) }];
  };
  const remove = (path: string): readonly Operation[] => {
    const before = expected(path);
    return before === undefined ? [] : [{ kind: "remove", path, expected: before }];
  };
  const modeOf = (change: Change & { executable: boolean }): FileMode => {
    if (plan.state.files[change.path]?.policy === "secret") return "secret";
    return change.executable ? "executable" : "plain";
  };
  const apply = (change: Change): readonly Operation[] => {
    switch (change.kind) {
      case "same":
      case "keep":
        return [];
      case "delete":
        return remove(change.path);
      case "create":
      case "replace":
      case "append":
      case "incoming":
        return write(change.path, change.content, modeOf(change));
      case "merge":
      case "conflict":
      case "move":
        return [
          ...write(change.path, change.content, modeOf(change)),
          ...(change.from === undefined ? [] : remove(change.from)),
        ];
    }
  };
  return [
    ...plan.changes.flatMap(apply),
    ...write(basePath, Buffer.from(writeBase(plan.blobs), "utf8")),
    ...write(statePath, Buffer.from(writeState(plan.state), "utf8")),
  ];
}
