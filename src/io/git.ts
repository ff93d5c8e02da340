import { execFile } from "node:child_process";

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

/** What git printed; undefined where it failed or is not there. Without a library: every run asks. */
function git(cwd: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("git", args, { cwd, windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout.replace(/\n$/, "") : undefined),
    );
  });
}
