import { createTwoFilesPatch } from "diff";
import { isVisible, type Plan } from "./changes.ts";
import type { Style } from "./report.ts";
import { isBinary } from "./text.ts";

export interface Patch {
  readonly path: string;
  /** Unified, as `git apply` reads it; a sentence where contents are secret or binary. */
  readonly patch: string;
}

/** What a plan changes, file by file. */
export function patchesOf(plan: Plan): readonly Patch[] {
  return plan.changes.filter(isVisible).map((change) => {
    const from = "from" in change && change.from !== undefined ? change.from : change.path;
    const onDisk = plan.disk.get(from);
    const before = onDisk?.kind === "file" ? onDisk.content : undefined;
    const after = "content" in change ? change.content : undefined;
    if (change.kind === "append") {
      return {
        path: change.path,
        patch: `${change.path}: adds ${change.keys.join(", ") || "the password given"}\n`,
      };
    }
    if (plan.state.files[change.path]?.policy === "secret") {
      return { path: change.path, patch: `${change.path}: is made, its contents are secret\n` };
    }
    if ([before, after].some((side) => side !== undefined && isBinary(side))) {
      return { path: change.path, patch: `${change.path}: binary files differ\n` };
    }
    const patch = createTwoFilesPatch(
      before === undefined ? "/dev/null" : `a/${from}`,
      after === undefined ? "/dev/null" : `b/${change.path}`,
      before?.toString("utf8") ?? "",
      after?.toString("utf8") ?? "",
    ).replace(/^=+\n/, "");
    return { path: change.path, patch };
  });
}

export function patchText(patches: readonly Patch[], style: Style): string {
  return patches
    .map(({ patch }) =>
      patch
        .split("\n")
        .map((line) => coloured(line, style))
        .join("\n"),
    )
    .join("");
}

function coloured(line: string, { bold, cyan, green, red }: Style): string {
  if (line.startsWith("---") || line.startsWith("+++")) return bold(line);
  if (line.startsWith("@@")) return cyan(line);
  if (line.startsWith("+")) return green(line);
  if (line.startsWith("-")) return red(line);
  return line;
}
