import process from "node:process";
import { runCommand } from "./command.ts";

/** Each system's own way to open an address; it comes from compose, not from the user. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

export async function openInBrowser(address: string): Promise<boolean> {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const { outcome } = await runCommand(command, [...args, address], { timeoutMs: 5_000 });
  return outcome === "done";
}
