import type { Terminal } from "../io/terminal.ts";

/** What every command gets from cli.ts. */
export interface Context {
  readonly terminal: Terminal;
  /** The package's own folder, where templates/ lies. */
  readonly packageRoot: string;
  readonly version: string;
  /** ISO 8601. */
  readonly today: string;
}

/** The flags as commander has parsed them. */
export type Flags = Readonly<Record<string, unknown>>;
