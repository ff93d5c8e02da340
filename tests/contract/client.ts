import { type Agent, type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { documented } from "./document.ts";

export interface Target {
  /** Without a slash at the end. */
  readonly baseUrl: string;
}

export interface Call {
  readonly method?: string;
  /** Sent as it stands: nothing is encoded or resolved. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly agent?: Agent;
}

export interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  readonly elapsedMs: number;
  /** Throws when the body is not JSON. */
  json<T = unknown>(): T;
}

const timeoutMs = 20_000;

/** Sends one request over node:http and holds the answer against the OpenAPI document. */
export async function send(target: Target, call: Call): Promise<Answer> {
  const answer = await sendUnchecked(target, call);
  documented(answer);
  return answer;
}

/** Sends one request and judges nothing. */
export function sendUnchecked({ baseUrl }: Target, call: Call): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl);
  const method = call.method ?? "GET";
  const body = call.body === undefined ? undefined : Buffer.from(call.body);
  const length = body === undefined ? {} : { "Content-Length": String(body.length) };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        host: hostname,
        port,
        method,
        path: call.path,
        headers: { ...length, ...call.headers },
        agent: call.agent ?? false,
        timeout: timeoutMs,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { statusCode: status = 0, headers } = response;
          const bytes = Buffer.concat(chunks);
          const elapsedMs = performance.now() - started;
          resolve(toAnswer({ method, path: call.path, status, headers, bytes, elapsedMs }));
        });
      },
    );
    sending.on("timeout", () => sending.destroy(new Error(`No answer in ${timeoutMs} ms`)));
    sending.on("error", reject);
    sending.end(body);
  });
}

/** POSTs JSON: a string or bytes as they are, anything else stringified. */
export function post(target: Target, body: unknown, headers: Call["headers"] = {}) {
  return send(target, {
    method: "POST",
    path: "/persons",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

/**
 * POSTs a chunked body of at most that many bytes, piece by piece, until an answer comes.
 * node:http hides an answer that comes early behind the failing write, so this speaks HTTP itself.
 */
export function postChunked({ baseUrl }: Target, pieces: Iterable<Buffer>): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let received = Buffer.alloc(0);
    let isOver = false;
    const finish = (cause?: Error) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.destroy();
      const head = received.indexOf("\r\n\r\n");
      if (head < 0) {
        reject(cause ?? new Error("The connection was closed without an answer"));
        return;
      }
      resolve(parseAnswer(received, head, performance.now() - started));
    };
    const timer = setTimeout(() => finish(new Error(`No answer in ${timeoutMs} ms`)), timeoutMs);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isWhole(received)) finish();
    });
    socket.on("end", () => finish());
    socket.on("close", () => finish());
    socket.on("error", finish);
    socket.on("connect", async () => {
      socket.write(
        `POST /persons HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n` +
          "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
      );
      for (const piece of pieces) {
        if (received.length > 0 || isOver) return;
        socket.write(`${piece.length.toString(16)}\r\n`);
        socket.write(piece);
        socket.write("\r\n");
        await new Promise((next) => setTimeout(next, 1)); // lets an early answer be read
      }
      socket.write("0\r\n\r\n");
    });
  });
}

/** True when the body has come as far as Content-Length says; else only the server's closing tells. */
function isWhole(received: Buffer): boolean {
  const head = received.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: *(\d+)/i.exec(
    received.toString("latin1", 0, Math.max(head, 0)),
  );
  return head >= 0 && length !== null && received.length >= head + 4 + Number(length[1]);
}

function parseAnswer(received: Buffer, head: number, elapsedMs: number): Answer {
  const [first = "", ...lines] = received.toString("latin1", 0, head).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  ) as IncomingHttpHeaders;
  const body = received.subarray(head + 4);
  const bytes = /chunked/i.test(headers["transfer-encoding"] ?? "") ? unchunk(body) : body;
  const status = Number(first.split(" ")[1]);
  return toAnswer({ method: "POST", path: "/persons", status, headers, bytes, elapsedMs });
}

function unchunk(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

function toAnswer(parts: Omit<Answer, "text" | "json">): Answer {
  const text = parts.bytes.toString("utf8");
  return { ...parts, text, json: <T>() => JSON.parse(text) as T };
}
