import {
  type DestinationStream,
  type Logger,
  type LoggerOptions,
  pino,
  stdTimeFunctions,
} from "pino";

export type { Logger } from "pino";

/** One object a line, with a level that people can read. */
const options: LoggerOptions = {
  base: null,
  messageKey: "message",
  errorKey: "error",
  timestamp: stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
};

/** Writes JSON lines, or text for people; to standard output, if no destination is given. */
export async function createLogger(
  format: "json" | "text",
  destination?: DestinationStream,
): Promise<Logger> {
  if (format === "json") return destination ? pino(options, destination) : pino(options);
  // Only development has this package.
  const { default: pretty } = await import("pino-pretty");
  return pino(
    options,
    pretty({
      messageKey: "message",
      errorLikeObjectKeys: ["error"],
      ignore: "method,path,status,duration_ms",
      translateTime: "SYS:HH:MM:ss",
      sync: true,
      ...(destination ? { destination } : {}),
    }),
  );
}

export interface RequestLine {
  readonly method: string;
  /** As it was sent: what follows a question mark is left out. */
  readonly url: string;
  readonly userAgent: string | undefined;
  readonly status: number;
  readonly durationMs: number;
}

/** Logs a request, but for the container's own, which asks for its health every few seconds. */
export function logRequest(logger: Logger, line: RequestLine): void {
  if (line.userAgent === healthcheckAgent && line.status < 400) return;
  const { method, status } = line;
  const [path = ""] = line.url.split("?", 1);
  const duration_ms = Math.round(line.durationMs * 10) / 10;
  logger.info(
    { method, path, status, duration_ms },
    `${method} ${path} ${status} in ${duration_ms} ms`,
  );
}

/** How the container's own request for health introduces itself (src/healthcheck.ts). */
const healthcheckAgent = "healthcheck";
