import process from "node:process";
import { type FrameworkId, frameworkIds, frameworks } from "../../src/catalog/frameworks.ts";

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

/** For what takes long and depends on the language at most: the first chosen one of each. */
export const oneOfEachLanguage: readonly FrameworkId[] = chosenFrameworks.filter(
  (id, at) =>
    chosenFrameworks.findIndex(
      (other) => frameworks[other].language === frameworks[id].language,
    ) === at,
);
