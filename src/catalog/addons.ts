export interface AddOn {
  readonly label: string;
  readonly summary: string;
}

/** One entry an add-on; its files are the layer templates/addons/<id>. */
export const addOns = {
  ci: {
    label: "GitHub Actions",
    summary: "test, scan and push the image; Dependabot",
  },
  devcontainer: {
    label: "Dev container",
    summary: "opens in an editor inside the same containers",
  },
  swarm: {
    label: "Docker Swarm",
    summary: "several machines: a stack that updates and rolls back by itself",
  },
} as const satisfies Record<string, AddOn>;

export type AddOnId = keyof typeof addOns;
export const addOnIds = Object.keys(addOns) as readonly AddOnId[];
