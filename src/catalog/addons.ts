import { type Framework, type FrameworkId, frameworkIds, frameworkOf } from "./frameworks.ts";

export interface AddOn {
  readonly label: string;
  readonly summary: string;
  /** Absent where every framework has it. */
  readonly isOfferedBy?: (framework: Framework) => boolean;
}

const withQueue = frameworkIds
  .map(frameworkOf)
  .filter(({ redis }) => redis?.worker !== undefined)
  .map(({ label }) => label);

/**
 * One entry an add-on. Its files are the layer templates/addons/<id>; what only one language or
 * framework needs is templates/addons/<id>-<language> and templates/addons/<id>-<framework>.
 */
export const addOns = {
  ci: {
    label: "GitHub Actions",
    summary: "test, scan and push the image; Dependabot",
  },
  devcontainer: {
    label: "Dev container",
    summary: "opens in an editor inside the same containers",
  },
  redis: {
    label: "Redis",
    summary: `what replicas share; with ${withQueue.join(" and ")} also a queue and its worker`,
    isOfferedBy: ({ redis }) => redis !== undefined,
  },
  swarm: {
    label: "Docker Swarm",
    summary: "several machines: a stack that updates and rolls back by itself",
  },
} as const satisfies Record<string, AddOn>;

export type AddOnId = keyof typeof addOns;
export const addOnIds = Object.keys(addOns) as readonly AddOnId[];

/** The frameworks that an add-on can be had with. */
export function frameworksWith(id: AddOnId): readonly FrameworkId[] {
  const { isOfferedBy = () => true }: AddOn = addOns[id];
  return frameworkIds.filter((framework) => isOfferedBy(frameworkOf(framework)));
}

/** The summary, and the frameworks that cannot have it yet. */
export function summaryOf(id: AddOnId): string {
  const offered = frameworksWith(id);
  const missing = frameworkIds.filter((framework) => !offered.includes(framework));
  const { summary } = addOns[id];
  return missing.length === 0 ? summary : `${summary} (not yet with ${missing.join(", ")})`;
}
