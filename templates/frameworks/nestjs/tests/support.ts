import "./environment.ts";
import { after, before } from "node:test";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { Test } from "@nestjs/testing";
import { AppModule } from "../src/app.module.ts";
import { appOptions, configureApp, createAdapter } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { Database } from "../src/database.ts";
import { createLogger } from "../src/logger.ts";

/** The app as it listens on a free port while the tests of a file run. */
export class TestApp {
  readonly database = new Database(loadConfig(), () => undefined);
  readonly log: Record<string, unknown>[] = [];
  #app: NestExpressApplication | undefined;
  #baseUrl = "";

  constructor() {
    before(() => this.#start());
    after(() => this.#app?.close());
  }

  async #start(): Promise<void> {
    const logger = await createLogger("json", {
      write: (line) => void this.log.push(JSON.parse(line)),
    });
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(Database)
      .useValue(this.database)
      .compile();
    this.#app = module.createNestApplication<NestExpressApplication>(
      createAdapter(),
      appOptions(logger),
    );
    configureApp(this.#app, logger);
    await this.#app.listen(0, "127.0.0.1");
    this.#baseUrl = await this.#app.getUrl();
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.#baseUrl + path, init);
  }

  /** POSTs JSON: a string or bytes as they are, anything else stringified. */
  post(path: string, body: unknown): Promise<Response> {
    return this.fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
  }
}
