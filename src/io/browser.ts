import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";

/** Each system's own way to open an address; it comes from compose, not from the user. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
const msUntilBelieved = 2_000;

/** Whether the system took the address. Where it runs the browser itself, it ends only with it. */
export async function openInBrowser(address: string): Promise<boolean> {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const { execa } = await import("execa");
  const opener = execa(command, [...args, address], {
    reject: false,
    stdio: "ignore",
    detached: true,
    cleanup: false,
  });
  opener.unref();
  const { failed } = await Promise.race([opener, wait(msUntilBelieved, { failed: false })]);
  return !failed;
}
