/** The commands beside creating and updating, with their lines in the help. */
export const commands = {
  status: "how a project differs from what is generated",
  diff: "what an update would change, as a unified diff",
  doctor: "what would keep a project from starting, and what to type",
  list: "the frameworks, PostgreSQL versions and add-ons to choose from",
} as const;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as readonly CommandName[];
