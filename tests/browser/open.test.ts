import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openInBrowser } from "../../src/io/browser.ts";
import { temporaryFolder } from "../support/program.ts";

// A desktop whose browser is Debian's chromium, without a screen.

let home: ReturnType<typeof temporaryFolder>;
let server: Server;
let address: string;
let visited: Promise<IncomingMessage>;

beforeEach(async () => {
  home = temporaryFolder("open-");
  server = createServer((_request, response) => response.end("here"));
  visited = new Promise((resolve) => server.once("request", resolve));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // Without a desktop's own opener xdg-open runs the browser, and ends when that does.
  vi.stubEnv("DISPLAY", ":0");
  vi.stubEnv("XDG_CURRENT_DESKTOP", "");
  vi.stubEnv("XDG_DATA_HOME", home.path);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await execa("pkill", ["--signal", "KILL", "--full", `user-data-dir=${home.path}`], {
    reject: false,
  });
  await vi.waitUntil(async () => !(await isRunning()));
  server.closeAllConnections();
  server.close();
  home.remove();
});

test("the desktop's browser gets the page, and nobody waits until it is closed", async () => {
  setBrowser("/usr/bin/chromium --headless=new --no-sandbox --remote-debugging-port=0");
  expect(await openInBrowser(address)).toBe(true);
  expect((await visited).headers["user-agent"]).toContain("Chrome");
  expect(await isRunning()).toBe(true);
});

test.each([
  ["no screen, and a browser that fails", { DISPLAY: "", WAYLAND_DISPLAY: "", BROWSER: "false" }],
  ["nothing that opens addresses", { PATH: "/nowhere" }],
])("%s: it says that it opened none", async (_case, environment) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  expect(await openInBrowser(address)).toBe(false);
});

async function isRunning(): Promise<boolean> {
  const { exitCode } = await execa("pgrep", ["--full", `user-data-dir=${home.path}`], {
    reject: false,
  });
  return exitCode === 0;
}

function setBrowser(command: string): void {
  const folder = join(home.path, "applications");
  mkdirSync(folder);
  const entry = [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Browser",
    `Exec=${command} --user-data-dir=${home.path} %u`,
    "MimeType=x-scheme-handler/http;",
  ];
  writeFileSync(join(folder, "browser.desktop"), `${entry.join("\n")}\n`);
  const defaults = ["[Default Applications]", "x-scheme-handler/http=browser.desktop"];
  writeFileSync(join(folder, "mimeapps.list"), `${defaults.join("\n")}\n`);
}
