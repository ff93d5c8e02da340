import { createServer } from "node:net";

/** Whether a published port could be bound to loopback at this moment. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

/** The first free port from `start` on that is not among `taken`; undefined when there is none. */
export async function nextFreePort(
  start: number,
  taken: readonly number[] = [],
): Promise<number | undefined> {
  for (let port = start; port <= 65_535; port++) {
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  return undefined;
}
