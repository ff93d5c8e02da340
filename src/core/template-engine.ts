import type Handlebars from "handlebars";
import runtime from "handlebars/runtime.js";
import * as encode from "./encode.ts";
import type { View } from "./view.ts";

const { dotenv, yaml, json, shell, sqlIdentifier, dockerfile, markdown } = encode;
const encoders = { dotenv, yaml, json, shell, sqlIdentifier, dockerfile, markdown };

/** Templates as the build compiled them, by their path below templates/. */
export type CompiledTemplates = Readonly<Record<string, TemplateSpecification>>;

/** Renders the template of a path below templates/. */
export type Fill = (path: string, view: View) => string;

/** How templates are compiled: no HTML in them, and no name that nobody gave. */
export const compileOptions = {
  noEscape: true,
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(Object.keys(encoders).map((name) => [name, true])),
};

export function makeEngine(compiled: CompiledTemplates): Fill {
  // The runtime is all of Handlebars but the compiler; its own types do not say so.
  const handlebars = (runtime as unknown as typeof Handlebars).create();
  for (const [name, encoder] of Object.entries(encoders)) {
    handlebars.registerHelper(name, (value: unknown) => {
      // Strict mode does not look at a helper's argument.
      if (value === undefined) throw new Error(`A template gives ${name} a name that View lacks.`);
      return (encoder as (value: unknown) => string)(value);
    });
  }
  return (path, view) => {
    const template = compiled[path];
    if (template === undefined) throw new Error(`${path} was not compiled: build anew.`);
    return handlebars.template(template)(view);
  };
}
