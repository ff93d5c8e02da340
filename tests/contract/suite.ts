import { afterAll } from "vitest";
import { Api } from "./api.ts";
import { bodyCases } from "./body.ts";
import type { Target } from "./client.ts";
import { inputCases } from "./input.ts";
import { pageCases } from "./pages.ts";
import { pagingCases } from "./paging.ts";
import { personCases } from "./persons.ts";
import { routingCases } from "./routing.ts";

/**
 * The HTTP contract as tests, for an app whose database answers. Call it inside a `describe`;
 * `target` is asked when a test runs, so the app may be started in a `beforeAll`.
 * It deletes the persons that it adds; nobody else may write meanwhile.
 */
export function contractSuite(target: () => Target): void {
  const api = new Api(target);
  afterAll(() => api.cleanUp());
  pageCases(api);
  routingCases(api);
  personCases(api);
  inputCases(api);
  bodyCases(api);
  pagingCases(api);
}
