import { Agent } from "node:http";
import { type Answer, sendUnchecked } from "../contract/client.ts";

export type Timed = Pick<Answer, "status" | "headers"> & { readonly endedAt: number };

/** Eight visitors who ask one thing after another until they are stopped. */
export function startLoad(baseUrl: string, path: string): { stop(): Promise<readonly Timed[]> } {
  const agent = new Agent({ keepAlive: true });
  const answers: Timed[] = [];
  let isOver = false;
  const visitor = async () => {
    while (!isOver) {
      const { status, headers } = await sendUnchecked({ baseUrl }, { path, agent });
      answers.push({ status, headers, endedAt: performance.now() });
    }
  };
  const visitors = Promise.all(Array.from({ length: 8 }, visitor));
  // A broken connection is a failure that stop() reports.
  visitors.catch(() => undefined);
  return {
    async stop() {
      isOver = true;
      await visitors;
      agent.destroy();
      return answers;
    },
  };
}
