import "./environment.ts";
import { after, before } from "node:test";
import { createApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { Database } from "../src/database.ts";
import { createLogger } from "../src/logger.ts";

/** The app as it listens on a free port while the tests of a file run. */
export class TestApp {
  readonly database = new Database(loadConfig(), () => undefined);
  readonly log: Record<string, unknown>[] = [];
  #app: Awaited<ReturnType<typeof createApp>> | undefined;
  #baseUrl = "";

  constructor() {
    before(() => this.#start());
    after(() => this.#stop());
  }

  async #start(): Promise<void> {
    const logger = await createLogger("json", {
      write: (line) => void this.log.push(JSON.parse(line)),
    });
    this.#app = await createApp({ database: this.database, logger });
    this.#baseUrl = await this.#app.listen({ host: "127.0.0.1", port: 0 });
  }

  async #stop(): Promise<void> {
    await this.#app?.close();
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
