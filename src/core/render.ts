import { Buffer } from "node:buffer";
import { addOnIds } from "../catalog/addons.ts";
import { frameworkIds, frameworkOf } from "../catalog/frameworks.ts";
import type { Answers } from "../catalog/options.ts";
import { idOf, type Policy, policyOf } from "../catalog/policies.ts";
import type { Fill } from "./template-engine.ts";
import type { View } from "./view.ts";

/** A source below templates/: its layer and its path in that layer, both with `/`. */
export interface TemplateFile {
  readonly layer: string;
  readonly path: string;
  readonly content: Buffer;
}

/** One file of the project to be. */
export interface FileEntry {
  /** Stays the same when the file moves in a later version. */
  readonly id: string;
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly content: Buffer;
  readonly policy: Policy;
  readonly executable: boolean;
}

/** The layers of a project, in order: a later one replaces whole files of an earlier one. */
export function layersOf({
  framework,
  with: addOns,
}: Pick<Answers, "framework" | "with">): readonly string[] {
  const { language } = frameworkOf(framework);
  return [
    "base",
    `languages/${language}`,
    `frameworks/${framework}`,
    ...addOns.flatMap((id) => [
      `addons/${id}`,
      `addons/${id}-${language}`,
      `addons/${id}-${framework}`,
    ]),
  ];
}

/**
 * The pack that a layer lies in, as the package keeps them: `base`, one a language, and `addons` for
 * what several languages share. A project needs few of them.
 */
export function packOf(layer: string): string {
  if (layer === "base") return layer;
  const languages = new Set(
    frameworkIds
      .filter((framework) => layersOf({ framework, with: addOnIds }).includes(layer))
      .map((framework) => frameworkOf(framework).language),
  );
  const [language = "addons"] = languages.size === 1 ? languages : [];
  return language;
}

/** Renders the templates of the given layers, sorted by path. */
export function render(
  files: readonly TemplateFile[],
  fill: Fill,
  layers: readonly string[],
  view: View,
): readonly FileEntry[] {
  const byPath = new Map<string, TemplateFile>();
  for (const layer of layers) {
    for (const file of files) {
      if (file.layer === layer) byPath.set(targetPath(file.path), file);
    }
  }
  return [...byPath]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, { layer, path: source, content }]) => {
      if (!source.endsWith(".hbs")) return [entryOf(path, content)];
      const rendered = fill(`${layer}/${source}`, view);
      // A template that renders to nothing makes no file: its condition was false.
      return rendered.trim() === "" ? [] : [entryOf(path, Buffer.from(rendered, "utf8"))];
    });
}

function entryOf(path: string, content: Buffer): FileEntry {
  const executable = content.subarray(0, 2).toString("latin1") === "#!";
  return { id: idOf(path), path, content, policy: policyOf(path), executable };
}

/** `dot_x` → `.x`, `x.hbs` → `x`; npm would drop or rename files under their real names. */
export function targetPath(path: string): string {
  return path.replace(/(^|\/)dot_/g, "$1.").replace(/\.hbs$/, "");
}
