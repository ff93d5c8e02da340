import type { LoggerService } from "@nestjs/common";
import type { Logger } from "./logger.ts";

/** Lets Nest's log, and every `new Logger(name)`, go through pino: all lines have one form. */
export class PinoLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.#write("debug", message, more);
  }

  log(message: unknown, ...more: unknown[]): void {
    this.#write("info", message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.#write("warn", message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.#write("error", message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.#write("fatal", message, more);
  }

  /** Nest gives the name of who logs as the last argument. */
  #write(level: "debug" | "info" | "warn" | "error" | "fatal", message: unknown, more: unknown[]) {
    const name = more.at(-1);
    const logger = typeof name === "string" ? this.#logger.child({ name }) : this.#logger;
    logger[level](message);
  }
}
