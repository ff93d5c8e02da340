/** The exit codes of the program; README.md says what they mean. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  conflicts: 3,
  refused: 4,
  drift: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface UserErrorDetails {
  /** Stable and machine-readable: what `--json` prints. */
  readonly code: string;
  /** What happened and why, in a sentence. */
  readonly message: string;
  /** What to type or do next. */
  readonly hint?: string;
  readonly exitCode: ExitCode;
}

/** The one class for everything the user can cause. Anything else that is thrown is a bug. */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor({ code, message, hint, exitCode }: UserErrorDetails) {
    super(message);
    this.name = "UserError";
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** A mistake in what was typed: exit 2. */
export function usageError(code: string, message: string, hint?: string): UserError {
  return new UserError({ code, message, ...(hint && { hint }), exitCode: exitCodes.usage });
}

/** A target or a state that must not be touched: exit 4, nothing changed. */
export function refusal(code: string, message: string, hint?: string): UserError {
  return new UserError({ code, message, ...(hint && { hint }), exitCode: exitCodes.refused });
}

/** ^C or the end of input at a question: exit 130, nothing written. */
export function interruption(): UserError {
  return new UserError({
    code: "interrupted",
    message: "Stopped: nothing was written.",
    exitCode: exitCodes.interrupted,
  });
}
