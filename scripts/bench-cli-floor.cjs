// `bench-cli-floor.cjs <files.json> <folder>`: what a new project costs at least in Node. It asks git for
// the author, tries both ports and writes files that are ready in memory; it decides and renders nothing.
const { execFile } = require("node:child_process");
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:net");
const { dirname, join } = require("node:path");
const process = require("node:process");

const [, , source, folder] = process.argv;
const files = JSON.parse(readFileSync(source, "utf8"));

execFile("git", ["config", "--get-regexp", "^user\\."], () =>
  listen(8000, () => listen(5432, writeAll)),
);

function listen(port, next) {
  const server = createServer();
  server.once("error", next);
  server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(next));
}

function writeAll() {
  const made = new Set();
  for (const [path, text] of Object.entries(files)) {
    const parent = dirname(join(folder, path));
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    createHash("sha256").update(text).digest("hex");
    writeFileSync(join(folder, path), text, { flag: "wx" });
  }
}
