import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import * as encode from "../../src/core/encode.ts";
import { credentials, knownNasty } from "../support/credentials.ts";
import { run, temporaryFolder } from "../support/program.ts";

// The encoders whose real parser is in Docker: the Dockerfile's is BuildKit, SQL's is Postgres.

const folder = temporaryFolder("encoders-");
afterAll(() => folder.remove());
const count = 300;
const texts = [
  ...knownNasty.flatMap(({ name, user, password }) => [name, user, password]),
  ...fc.sample(credentials, count).map(({ password }) => password),
];

test(`${count} texts as labels of a Dockerfile`, async () => {
  const tag = `encoders-${process.pid}`;
  const labels = texts.map((text, index) => `LABEL text${index}=${encode.dockerfile(text)}`);
  writeFileSync(join(folder.path, "Dockerfile"), `FROM scratch\n${labels.join("\n")}\n`);
  await execa("docker", ["build", "--quiet", "--tag", tag, folder.path]);
  try {
    const { stdout } = await execa("docker", [
      ...["image", "inspect", "--format", "{{json .Config.Labels}}", tag],
    ]);
    const seen = JSON.parse(stdout);
    expect(texts.map((_, index) => seen[`text${index}`])).toEqual(texts);
  } finally {
    await execa("docker", ["image", "rm", tag]);
  }
}, 300_000);

test(`${count} texts as SQL identifiers`, async () => {
  const { postgres } = JSON.parse((await run(["list", "--json"])).stdout);
  const { image } = postgres.find(({ isDefault }: { isDefault: boolean }) => isDefault);
  // Postgres cuts names after 63 bytes.
  const short = texts.filter((text) => Buffer.byteLength(text) <= 63);
  const columns = short.map(
    (text) => `SELECT to_json(x)::text FROM (SELECT 1 AS ${encode.sqlIdentifier(text)}) AS x;`,
  );
  const script = [
    "gosu postgres initdb -D /tmp/db >/dev/null",
    "gosu postgres pg_ctl -D /tmp/db -w -l /tmp/log start >/dev/null",
    "PGCLIENTENCODING=UTF8 psql -XqAt -v ON_ERROR_STOP=1 -U postgres",
  ].join(" && ");
  const { stdout } = await execa(
    "docker",
    [
      ...["run", "--rm", "--interactive", "--tmpfs", "/var/lib/postgresql"],
      ...["--entrypoint", "bash", image, "-c", script],
    ],
    { input: columns.join("\n") },
  );
  expect(stdout.split("\n").map((line) => Object.keys(JSON.parse(line))[0])).toEqual(short);
}, 300_000);
