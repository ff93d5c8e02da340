import { usageError } from "../errors.ts";
import { findProject } from "../io/project.ts";
import type { Project } from "./plan-update.ts";

/** @throws UserError when the folder is no project that this tool made. */
export async function openProject(directory = "."): Promise<Project> {
  const project = await findProject(directory);
  if (project !== undefined) return project;
  throw usageError(
    "no-project",
    `${directory === "." ? "This folder" : directory} is no project that this tool made.`,
    "Change into one, or name it.",
  );
}
