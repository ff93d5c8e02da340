/** Something that the app needs is away or too slow: the same request may succeed later. */
export abstract class UnavailableError extends Error {
  /** What the client is told. The message is for the log: it has the reason. */
  abstract readonly detail: string;

  constructor(what: string, cause: unknown) {
    super(`${what} unavailable: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
