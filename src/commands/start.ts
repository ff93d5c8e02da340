import { composeUp, publishedAddress, requireDocker } from "../io/docker.ts";
import { openProgress } from "../io/progress.ts";
import type { Context } from "./context.ts";

/** Builds and starts a project, and waits until it is healthy; returns its address. */
export async function start(
  { folder, changeTo }: { readonly folder: string; readonly changeTo: string | undefined },
  { appService }: { readonly appService: string },
  { terminal }: Context,
): Promise<string> {
  const inProject = changeTo === undefined ? "" : `cd ${changeTo} && `;
  await requireDocker(inProject);
  const progress = openProgress(terminal, "Building and starting");
  try {
    await composeUp(folder, inProject, ({ line }) => progress.update(line));
  } finally {
    progress.stop();
  }
  return publishedAddress(folder, appService);
}
