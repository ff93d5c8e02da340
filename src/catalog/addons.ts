export interface AddOn {
  readonly label: string;
  readonly summary: string;
}

export type AddOnId = "redis" | "ci" | "devcontainer" | "swarm";

/** One entry an add-on; its files are the layer templates/addons/<id>. */
export const addOns: Readonly<Partial<Record<AddOnId, AddOn>>> = {};

export const addOnIds = Object.keys(addOns) as readonly AddOnId[];
