import { All, Controller, Get } from "@nestjs/common";
import { Database } from "../database.ts";
import { methodNotAllowed } from "../method-not-allowed.ts";

const readyTimeoutMs = 1500;

@Controller()
export class HealthController {
  constructor(private readonly database: Database) {}

  /** Whether the process lives, whatever the database does. */
  @Get("healthz")
  live() {
    return { status: "ok" };
  }

  @Get("readyz")
  async ready() {
    return { status: "ok", postgres: await this.database.version(readyTimeoutMs) };
  }

  @All(["healthz", "readyz"])
  refuse(): never {
    throw methodNotAllowed("GET", "HEAD");
  }
}
