// `npm run record:release [-- <framework> …]`: keeps a project as this version generates it, for the
// tests that update projects of every released version. The default framework without a name.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { listChoices } from "./engine.js";
import { build, install, root, run } from "./ready.js";

install();
build();
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const named = process.argv.slice(2);
const frameworks =
  named.length > 0
    ? named
    : listChoices()
        .frameworks.filter(({ isDefault }) => isDefault)
        .map(({ id }) => id);
const target = join(root, "tests", "fixtures", "projects", version);
mkdirSync(target, { recursive: true });
const workFolder = mkdtempSync(join(tmpdir(), "record-"));
for (const framework of frameworks) {
  const name = `evolved-${framework}`;
  const flags = ["--framework", framework, "--yes", "--no-git", "--maintainer", ""];
  run(
    process.execPath,
    [join(root, "bin", "create-docker-pg-app.cjs"), name, ...flags, "--db-password", "recorded"],
    {
      cwd: workFolder,
    },
  );
  // The same bytes whoever records it, and whenever.
  const same = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  const { stdout } = spawnSync("tar", ["--create", ...same, "--directory", workFolder, name], {
    maxBuffer: 100_000_000,
  });
  writeFileSync(join(target, `${framework}.tar.gz`), gzipSync(stdout, { level: 9 }));
}
rmSync(workFolder, { recursive: true });
process.stdout.write(`tests/fixtures/projects/${version}: ${frameworks.join(", ")}\n`);
