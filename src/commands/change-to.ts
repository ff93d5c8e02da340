import { relative } from "node:path";
import process from "node:process";
import * as encode from "../core/encode.ts";

/** How the user gets into a project from where they are, quoted for a shell; undefined: they are. */
export function changeTo(folder: string): string | undefined {
  const path = relative(process.cwd(), folder);
  if (path === "") return undefined;
  return encode.shell(path.startsWith("-") ? `./${path}` : path);
}
