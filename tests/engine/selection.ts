import process from "node:process";
import { type FrameworkId, frameworkIds, frameworkOf } from "../../src/catalog/frameworks.ts";

/** The frameworks that this run tests: `npm run test:engine -- flask`, or a part that rotates. */
export const chosenFrameworks: readonly FrameworkId[] = (() => {
  const wanted = process.env.ENGINE_FRAMEWORKS;
  if (wanted === undefined || wanted === "") return frameworkIds;
  return wanted.split(",").map((name) => {
    const id = frameworkIds.find((each) => each === name);
    if (id === undefined) throw new Error(`There is no framework ${name}.`);
    return id;
  });
})();

/**
 * For what takes long and depends on the language at most: one framework of each, and the first alone
 * where a run is said to be a part.
 */
export const firstOfEachLanguage: readonly FrameworkId[] = chosenFrameworks
  .filter(
    (id, index) =>
      chosenFrameworks.findIndex(
        (each) => frameworkOf(each).language === frameworkOf(id).language,
      ) === index,
  )
  .slice(0, process.env.ENGINE_PART === "yes" ? 1 : undefined);
