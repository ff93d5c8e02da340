import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "./program.ts";

/** A project as a released version generated it, kept by `npm run record:release`. */
export interface RecordedProject {
  readonly version: string;
  readonly framework: string;
  readonly archive: string;
}

const folder = join(checkout, "tests/fixtures/projects");

export const recordedProjects: readonly RecordedProject[] = readdirSync(folder).flatMap((version) =>
  readdirSync(join(folder, version)).map((name) => ({
    version,
    framework: name.replace(".tar.gz", ""),
    archive: join(folder, version, name),
  })),
);

/** Unpacks a recorded project into a folder; returns its own. */
export async function unpack(
  { archive, framework }: RecordedProject,
  target: string,
): Promise<string> {
  await execa("tar", ["--extract", "--gzip", "--file", archive, "--directory", target]);
  return join(target, `evolved-${framework}`);
}

const hello = `from flask import Blueprint

blueprint = Blueprint("hello", __name__)


@blueprint.get("/hello")
def hello() -> str:
    return "hello"
`;

const clock = `  clock:
    image: debian:trixie-slim
    command: [sleep, infinity]
    init: true

`;

export interface Evolution {
  /** Lines that are the user's, by the file that they are in. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  readonly deleted: readonly string[];
}

/** A new route, a new service, another port, a deleted file, a reordered Dockerfile. */
export function evolve(project: string, port: number): Evolution {
  const lines: Record<string, string[]> = {};
  const edit = (path: string, change: (text: string) => string) => {
    const full = join(project, path);
    const before = readFileSync(full, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`${path} has no place for the edit any more`);
    writeFileSync(full, after);
    const known = new Set(before.split("\n"));
    lines[path] = after.split("\n").filter((line) => !known.has(line));
  };
  writeFileSync(join(project, "app/hello.py"), hello);
  lines["app/hello.py"] = hello.split("\n");
  edit("app/__init__.py", (text) =>
    text
      .replace(/^(from app import .*\n)/m, "$1from app import hello as greeting\n")
      .replace(
        /^( +app\.register_blueprint\(persons.*\n)/m,
        `$1    app.register_blueprint(greeting.blueprint)\n`,
      ),
  );
  edit("compose.yaml", (text) => text.replace(/^services:\n/m, `$&${clock}`));
  edit("compose.override.yaml", (text) => text.replaceAll("APP_PORT:-8000", `APP_PORT:-${port}`));
  edit("Dockerfile", (text) =>
    text.replace(/^(WORKDIR .*\n)(EXPOSE .*\n)/m, "# The port first.\n$2$1"),
  );
  edit("README.md", (text) => `${text}\n## Ours\n\nAsk in the team's channel.\n`);
  edit(".env", (text) => `${text.replace(/^APP_PORT=.*$/m, `APP_PORT=${port} # ours`)}OURS=1\n`);
  rmSync(join(project, ".editorconfig"));
  return { lines, deleted: [".editorconfig"] };
}

/** The user's lines that a project has no more. */
export function lostLines(project: string, { lines }: Evolution): readonly string[] {
  return Object.entries(lines).flatMap(([path, own]) => {
    const left = new Set(readFileSync(join(project, path), "utf8").split("\n"));
    return own.filter((line) => !left.has(line)).map((line) => `${path}: ${line}`);
  });
}
