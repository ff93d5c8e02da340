import { wayInto } from "../core/report.ts";
import { openInBrowser } from "../io/browser.ts";
import { composeUp, publishedAddress, requireDocker } from "../io/docker.ts";
import { openProgress } from "../io/progress.ts";
import type { Context } from "./context.ts";

export interface StartOptions {
  readonly folder: string;
  /** As the user would type it after `cd`; undefined for the current folder. */
  readonly changeTo: string | undefined;
  readonly appService: string;
  /** Open the page in a browser. */
  readonly open: boolean;
}

/** Builds and starts a project, and waits until it is healthy; returns its address. */
export async function start(
  { folder, changeTo, appService, open }: StartOptions,
  { terminal }: Context,
): Promise<string> {
  const inProject = wayInto(changeTo);
  await requireDocker(inProject);
  const progress = openProgress(terminal, "Building and starting");
  try {
    await composeUp(folder, inProject, ({ line }) => progress.update(line));
  } finally {
    progress.stop();
  }
  const address = await publishedAddress(folder, appService);
  if (open && !(await openInBrowser(address))) {
    terminal.warn(`${terminal.style.yellow("!")} No browser could be opened for ${address}`);
  }
  return address;
}
