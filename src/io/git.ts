import { runCommand } from "./command.ts";

/** `Name <address>` as git would sign a commit there, or undefined. */
export async function gitAuthor(cwd: string): Promise<string | undefined> {
  const settings = await git(cwd, ["config", "--get-regexp", "^user\\.(name|email)$"]);
  // The last line of a key is the one that counts, as in git.
  const lastOf = (key: string) =>
    settings
      ?.split("\n")
      .findLast((line) => line.startsWith(`${key} `))
      ?.slice(key.length + 1);
  const [name, email] = [lastOf("user.name"), lastOf("user.email")];
  if (!name) return undefined;
  return email ? `${name} <${email}>` : name;
}

/** Makes a repository of the project, unless it lies in one already. */
export async function initRepository(folder: string): Promise<"made" | "inside" | "no-git"> {
  const inside = await git(folder, ["rev-parse", "--is-inside-work-tree"]);
  if (inside === "true") return "inside";
  const made = await git(folder, ["init", "--quiet", "--initial-branch=main"]);
  return made === undefined ? "no-git" : "made";
}

async function git(cwd: string, args: readonly string[]): Promise<string | undefined> {
  const { outcome, stdout } = await runCommand("git", args, { cwd });
  return outcome === "done" ? stdout.replace(/\n$/, "") : undefined;
}
