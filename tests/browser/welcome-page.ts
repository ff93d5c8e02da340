import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

export interface WelcomePageCheck {
  readonly baseUrl: string;
  /** Receives `<scheme>-<width>-<state>.png`; made when missing. */
  readonly screenshotDir: string;
  /** Debian's path by default. */
  readonly executablePath?: string;
}

const widths = [390, 1280] as const;
const schemes = ["light", "dark"] as const;

/**
 * Uses the welcome page as a person would, in light and dark, on a phone and on a desk.
 * Throws with everything that was wrong. Deletes the persons that it adds.
 */
export async function checkWelcomePage(check: WelcomePageCheck): Promise<void> {
  await mkdir(check.screenshotDir, { recursive: true });
  const browser = await chromium.launch({
    executablePath: check.executablePath ?? "/usr/bin/chromium",
    args: ["--no-sandbox"], // root in a container has no user namespaces
  });
  const faults: string[] = [];
  try {
    for (const scheme of schemes) {
      for (const width of widths) {
        const found = await visit(browser, check, scheme, width);
        faults.push(...found.map((fault) => `${scheme} ${width}px: ${fault}`));
      }
    }
  } finally {
    await browser.close();
  }
  if (faults.length > 0) throw new Error(`The welcome page:\n${faults.join("\n")}`);
}

async function visit(
  browser: Browser,
  { baseUrl, screenshotDir }: WelcomePageCheck,
  colorScheme: (typeof schemes)[number],
  width: number,
): Promise<string[]> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults = await watch(page, baseUrl);
  const look = async (state: string) => {
    await page.screenshot({
      path: join(screenshotDir, `${colorScheme}-${width}-${state}.png`),
      fullPage: true,
      animations: "disabled",
    });
    if (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) {
      faults.push(`${state}: scrolls sideways`);
    }
    faults.push(...(await findViolations(page)).map((violation) => `${state}: ${violation}`));
  };
  try {
    await page.goto(baseUrl, { waitUntil: "load" });
    await page.getByText(/^PostgreSQL \d+/).waitFor();
    await look("first");
    await addAndDelete(page, look);
  } catch (cause) {
    await page.screenshot({ path: join(screenshotDir, `${colorScheme}-${width}-failed.png`) });
    faults.push(cause instanceof Error ? cause.message : String(cause));
  } finally {
    await context.close();
  }
  return faults;
}

async function addAndDelete(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  const name = `Zoë <b>Ångström</b> ${Date.now()}`;
  const email = (at: number) => page.getByLabel(`Email ${at}`, { exact: true });
  await page.getByLabel("Name", { exact: true }).fill(name);
  await email(1).fill("zoe@example.org");
  await page.getByRole("button", { name: "Add another email" }).click();
  await email(2).fill("not an address");
  await page.getByRole("button", { name: "Add person" }).click();
  await page.locator('#email-1[aria-invalid="true"]').waitFor();
  await page.locator("#email-1-error", { hasText: /\w/ }).waitFor();
  await page.locator("#email-1:focus").waitFor();
  await look("invalid");

  await email(2).fill("angstrom@example.org");
  await page.keyboard.press("Enter");
  const row = page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  await row.getByText("zoe@example.org").waitFor();
  await row.getByText("angstrom@example.org").waitFor();
  await look("added");

  await row.getByRole("button", { name: `Delete ${name}` }).click();
  await page.keyboard.press("Escape");
  await row.getByRole("button", { name: `Delete ${name}` }).click();
  await row.getByRole("button", { name: `Really delete ${name}` }).click();
  await row.waitFor({ state: "detached" });
}

/** Collects errors of the console and of scripts, and broken policies; requests to elsewhere too. */
async function watch(page: Page, baseUrl: string): Promise<string[]> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // Chromium reports the 422 that this check provokes as an error of the page.
    if (message.text().includes("status of 422")) return;
    faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(baseUrl) && !url.startsWith("data:")) faults.push(`asks for ${url}`);
  });
  await page.exposeFunction("reportViolation", (text: string) => faults.push(`CSP: ${text}`));
  await page.addInitScript(`document.addEventListener("securitypolicyviolation", (event) =>
    reportViolation(event.violatedDirective + " " + event.blockedURI))`);
  return faults;
}

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** What axe-core finds serious or critical. */
async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, "utf8")); // the debugger is not under the page's CSP
  const violations = (await page.evaluate("axe.run().then((r) => r.violations)")) as AxeViolation[];
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) => `axe ${id} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    );
}
