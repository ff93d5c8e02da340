import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Api, type Person } from "./api.ts";
import type { Answer, Target } from "./client.ts";

export interface OutageControl {
  /** Resolves when the database refuses connections. */
  stopDatabase(): Promise<void>;
  /** Resolves when the database accepts connections again; the app is not touched. */
  startDatabase(): Promise<void>;
  /** Freezes the database: connections stay open and nothing answers (`docker pause`). */
  pauseDatabase?(): Promise<void>;
  unpauseDatabase?(): Promise<void>;
  /** Sends SIGTERM as soon as it is called, and resolves when the app has exited. */
  stopApp?(): Promise<{ readonly exitCode: number; readonly elapsedMs: number }>;
  /** Resolves when the app answers at the target again. */
  startApp?(): Promise<void>;
  /** What the app has written to its log so far, in production. */
  readLog?(): Promise<string>;
}

const readyzMs = 2000;
const personsMs = 5000;
const exitMs = 3000;
// Every connection of a pool, whatever its size in a worker, is used by so many at once.
const crowd = 20;

/**
 * The contract while the database or the app goes away and comes back. Call it inside a `describe`
 * of its own file, with a test timeout of a minute; what `control` cannot do is skipped.
 */
export function outageSuite(target: () => Target, control: OutageControl): void {
  const api = new Api(target);
  afterAll(() => api.cleanUp());

  describe("without the database", () => {
    awayCases(api, control.stopDatabase, control.startDatabase);
  });

  describe("when the database is back", () => {
    test("the first requests succeed", async () => {
      await warmUp(api);
      await control.stopDatabase();
      expect((await api.get("/readyz")).status).toBe(503);
      await control.startDatabase();
      await expectService(api);
    });

    test("the first requests succeed after a restart that nobody noticed", async () => {
      await warmUp(api);
      await control.stopDatabase();
      await control.startDatabase();
      await expectService(api);
    });

    test("the very first request, a POST, succeeds", async () => {
      await warmUp(api);
      await control.stopDatabase();
      await control.startDatabase();
      expect((await api.post({ name: "First", emails: ["first@x"] })).status).toBe(201);
    });
  });

  const { pauseDatabase, unpauseDatabase } = control;
  if (pauseDatabase !== undefined && unpauseDatabase !== undefined) {
    describe("with a frozen database", () => {
      awayCases(api, pauseDatabase, unpauseDatabase);
    });
    test("after a frozen database everything works", () => expectService(api));
  }

  const { stopApp, startApp, readLog } = control;
  if (stopApp !== undefined && startApp !== undefined) signalCases(api, stopApp, startApp);
  if (readLog !== undefined) logCases(api, readLog);
}

function awayCases(api: Api, leave: () => Promise<void>, comeBack: () => Promise<void>): void {
  let person: Person | undefined;

  beforeAll(async () => {
    person = await api.add({ name: "Waiting", emails: ["waiting@x"] });
    await warmUp(api);
    await leave();
  });
  afterAll(comeBack);

  test("/healthz, page and document are served as ever", async () => {
    for (const path of ["/healthz", "/", "/static/welcome.js", "/openapi.json"]) {
      const answer = await api.get(path);
      expect(answer.status).toBe(200);
      expect(answer.elapsedMs).toBeLessThan(1000);
    }
  });

  test("/readyz is 503 with Retry-After, inside 2 s, again and again", async () => {
    for (let round = 0; round < 3; round++) {
      const answer = await api.get("/readyz");
      expect(answer.status).toBe(503);
      expect(answer.headers["retry-after"]).toBe("1");
      expect(answer.elapsedMs).toBeLessThan(readyzMs);
      expect(answer.text).not.toMatch(leaks);
    }
  });

  const calls: [string, () => Promise<Answer>][] = [
    ["GET /persons", () => api.get("/persons")],
    ["GET /persons/{id}", () => api.get(`/persons/${person?.id}`)],
    ["DELETE /persons/{id}", () => api.delete(person?.id ?? 1)],
    ["POST /persons", () => api.post({ name: "Lost" })],
  ];
  test.each(calls)("%s is 503 with Retry-After, inside 5 s", async (_, call) => {
    const answer = await call();
    expect(answer.status).toBe(503);
    expect(answer.headers["retry-after"]).toBe("1");
    expect(answer.elapsedMs).toBeLessThan(personsMs);
    expect(answer.text).not.toMatch(leaks);
  });

  test("/readyz and /healthz keep their time while persons are asked for", async () => {
    const persons = Array.from({ length: 10 }, () => api.get("/persons"));
    await pause(100);
    const [ready, health] = await Promise.all([api.get("/readyz"), api.get("/healthz")]);
    expect(ready.status).toBe(503);
    expect(ready.elapsedMs).toBeLessThan(readyzMs);
    expect(health.status).toBe(200);
    expect(health.elapsedMs).toBeLessThan(readyzMs);
    for (const { status, elapsedMs } of await Promise.all(persons)) {
      expect(status).toBe(503);
      expect(elapsedMs).toBeLessThan(personsMs);
    }
  });

  test("what needs no database is judged first", async () => {
    expect((await api.get("/persons?limit=0")).status).toBe(422);
    expect((await api.get("/persons/none")).status).toBe(404);
    expect((await api.post("{")).status).toBe(400);
    expect((await api.post({})).status).toBe(422);
  });
}

// Names of drivers, hosts and files that an error of the driver would carry.
const leaks =
  /traceback|exception|errno|ECONN|connection to server|127\.0\.0\.1|:5432|\.py\b|\.js\b/i;

async function warmUp(api: Api): Promise<void> {
  const answers = await Promise.all(Array.from({ length: crowd }, () => api.get("/persons")));
  for (const { status } of answers) expect(status).toBe(200);
}

async function expectService(api: Api): Promise<void> {
  await warmUp(api);
  expect((await api.get("/readyz")).status).toBe(200);
  const person = await api.add({ name: "Back again", emails: ["back@x"] });
  expect((await api.delete(person.id)).status).toBe(204);
}

function signalCases(
  api: Api,
  stopApp: NonNullable<OutageControl["stopApp"]>,
  startApp: NonNullable<OutageControl["startApp"]>,
): void {
  describe("SIGTERM", () => {
    afterEach(startApp);

    test("ends an idle app inside 3 s, without an error", async () => {
      expect((await api.get("/readyz")).status).toBe(200);
      const { exitCode, elapsedMs } = await stopApp();
      expect(exitCode).toBe(0);
      expect(elapsedMs).toBeLessThan(exitMs);
    });

    test("lets the request in flight finish", async () => {
      const upload = openUpload(api.target, '{"name":"In flight"}');
      await upload.begun;
      const exit = stopApp();
      await pause(300);
      upload.finish();
      expect(await upload.answer).toMatch(/^HTTP\/1\.1 201 /);
      const { exitCode, elapsedMs } = await exit;
      expect(exitCode).toBe(0);
      expect(elapsedMs).toBeLessThan(exitMs);
      await startApp();
      await deleteUploaded(api, await upload.answer);
    });

    test("ends an app with idle connections inside 3 s", async () => {
      const { hostname, port } = new URL(api.target.baseUrl);
      const sockets = Array.from({ length: 5 }, () => connect(Number(port), hostname));
      for (const socket of sockets) {
        socket.on("error", () => socket.destroy()); // a reset is an end as well
        socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      await pause(300);
      const { exitCode, elapsedMs } = await stopApp();
      for (const socket of sockets) socket.destroy();
      expect(exitCode).toBe(0);
      expect(elapsedMs).toBeLessThan(exitMs);
    });
  });
}

/** A POST that stops in the middle of its body until it is told to finish. */
function openUpload({ baseUrl }: Target, body: string) {
  const { hostname, port } = new URL(baseUrl);
  const half = Math.floor(body.length / 2);
  const socket = connect(Number(port), hostname);
  const begun = new Promise<void>((resolve) => {
    socket.write(
      `POST /persons HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body.slice(0, half)}`,
      () => setTimeout(resolve, 300), // time for a worker to take it up
    );
  });
  const answer = new Promise<string>((resolve, reject) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("utf8");
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
  answer.catch(() => undefined); // awaited later
  return { begun, answer, finish: () => socket.write(body.slice(half)) };
}

async function deleteUploaded(api: Api, answer: string): Promise<void> {
  const id = /\/persons\/(\d+)/.exec(answer)?.[1];
  if (id !== undefined) expect((await api.delete(Number(id))).status).toBe(204);
}

function logCases(api: Api, readLog: NonNullable<OutageControl["readLog"]>): void {
  test("the log is JSON lines, and a request is one of them", async () => {
    const path = `/persons/${9_000_000_000 + Math.floor(Math.random() * 1e9)}`;
    await api.get(path);
    await pause(500);
    const lines = (await readLog()).split("\n").filter((line) => line.trim() !== "");
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/),
        level: expect.stringMatching(/^[a-z]+$/i),
        message: expect.any(String),
      });
    }
    const found = entries.filter((entry) => entry.path === path);
    expect(found).toEqual([
      expect.objectContaining({ method: "GET", status: 404, duration_ms: expect.any(Number) }),
    ]);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
