import "./environment.ts";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before } from "node:test";
import { createApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { Database } from "../src/database.ts";
import { createLogger } from "../src/logger.ts";

/** The app as it listens on a free port while the tests of a file run. */
export class TestApp {
  readonly database = new Database(loadConfig(), () => undefined);
  readonly log: Record<string, unknown>[] = [];
  #server: Server | undefined;
  #baseUrl = "";

  constructor() {
    before(() => this.#start());
    after(() => this.#stop());
  }

  async #start(): Promise<void> {
    const logger = await createLogger("json", {
      write: (line) => void this.log.push(JSON.parse(line)),
    });
    this.#server = createApp({ database: this.database, logger }).listen();
    await once(this.#server, "listening");
    const { port } = this.#server.address() as AddressInfo;
    this.#baseUrl = `http://127.0.0.1:${port}`;
  }

  async #stop(): Promise<void> {
    this.#server?.close();
    await this.database.close();
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
