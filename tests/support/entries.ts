import { Buffer } from "node:buffer";
import { type Policy, policyOf } from "../../src/catalog/policies.ts";
import { noHistory } from "../../src/catalog/postgres.ts";
import type { Baseline, DiskEntry, Plan, Snapshot } from "../../src/core/changes.ts";
import type { FileEntry } from "../../src/core/render.ts";
import { type State, sha256Of } from "../../src/core/state.ts";

export const bare: Omit<State, "files"> = {
  generator: "1.0.0",
  name: "my-api",
  answers: {},
  history: noHistory,
};

export function entry(path: string, text: string, more: Partial<FileEntry> = {}): FileEntry {
  const content = Buffer.from(text);
  return { id: path, path, content, policy: policyOf(path), executable: false, ...more };
}

export function diskOf(files: Readonly<Record<string, string | DiskEntry>>): Snapshot {
  return new Map(
    Object.entries(files).map(([path, file]): [string, DiskEntry] => [
      path,
      typeof file === "string"
        ? { kind: "file", content: Buffer.from(file), executable: false }
        : file,
    ]),
  );
}

/** The baseline that generating these files leaves. */
export function baselineOf(files: Readonly<Record<string, string>>, policy?: Policy): Baseline {
  return {
    state: {
      ...bare,
      files: Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          path,
          {
            id: path,
            policy: policy ?? policyOf(path),
            sha256: sha256Of(text),
            executable: false,
          },
        ]),
      ),
    },
    blobs: new Map(Object.values(files).map((text) => [sha256Of(text), Buffer.from(text)])),
  };
}

/** What a plan does, as `kind path`, without the paths that stay as they are. */
export function summary({ changes }: Plan): readonly string[] {
  return changes
    .filter(({ kind }) => kind !== "same")
    .map((change) => `${change.kind} ${change.path}`);
}

/** The text that a plan leaves at a path. */
export function textAt(plan: Plan, path: string): string | undefined {
  const change = plan.changes.find((each) => each.path === path);
  if (change !== undefined && "content" in change) return change.content.toString("utf8");
  const onDisk = plan.disk.get(path);
  return onDisk?.kind === "file" ? onDisk.content.toString("utf8") : undefined;
}
