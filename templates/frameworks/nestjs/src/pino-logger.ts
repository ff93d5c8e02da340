import { ConsoleLogger, type LogLevel } from "@nestjs/common";
import type { Logger } from "./logger.ts";

const levels = {
  verbose: "trace",
  debug: "debug",
  log: "info",
  warn: "warn",
  error: "error",
  fatal: "fatal",
} as const satisfies Record<LogLevel, string>;

type LineOptions = Parameters<ConsoleLogger["printAsJson"]>[1];

/**
 * Lets Nest's log, and every `new Logger(name)`, go through pino: all lines have one form. Nest
 * itself tells apart what it was given: messages, parameters, a stack, and the name of who logs.
 */
export class PinoLogger extends ConsoleLogger {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    super({ json: true });
    this.#logger = logger;
  }

  protected override printAsJson(
    message: unknown,
    { context, logLevel, params, error, errorStack: stack }: LineOptions,
  ): void {
    const fields = {
      name: context || undefined,
      error: error ?? (stack ? Object.assign(new Error(String(message)), { stack }) : undefined),
      ...params,
    };
    const level = levels[logLevel];
    if (typeof message === "object") this.#logger[level]({ ...fields, ...message });
    else this.#logger[level](fields, String(message));
  }
}
