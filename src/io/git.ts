import { execa } from "execa";

/** `Name <address>` as git would sign a commit there, or undefined. */
export async function gitAuthor(cwd: string): Promise<string | undefined> {
  const name = await git(cwd, ["config", "--get", "user.name"]);
  const email = await git(cwd, ["config", "--get", "user.email"]);
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
  const { exitCode, stdout } = await execa("git", args, { cwd, reject: false, stdin: "ignore" });
  return exitCode === 0 ? stdout : undefined;
}
