import { Problem } from "./problem.ts";

/** For the `@All()` at the end of a path's routes: there is the path, but not with this method. */
export const methodNotAllowed = (...allowed: readonly string[]) =>
  new Problem(405, { headers: { Allow: allowed.join(", ") } });
