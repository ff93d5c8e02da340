import { afterAll, beforeAll, expect, test } from "vitest";
import { run, temporaryFolder } from "../support/program.ts";
import { readTree, type Tree, writeTree } from "../support/tree.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const failing = (args: readonly string[], options = {}) =>
  run([...args, "--json"], { cwd: folder.path, ...options });

/** What the rows below read. */
const inputs: Tree = {
  "broken.json": '{\n  "port": 80O1\n}',
  "word.json": '{\n  "port": abc\n}',
  "cut.json": '{\n  "port": 80',
  "empty.json": "",
  "unknown.json": '{"dbname": "x"}',
  "list.json": "[]",
  "wrong.json": '{"port": 80.5}',
  "text.json": '{"port": "8000"}',
  "nul.json": String.raw`{"db-user": "a\u0000b"}`,
  "surrogate.json": String.raw`{"db-user": "\ud800"}`,
  "services.json": '{"app-service": "web", "db-service": "web"}',
  latin1: Buffer.from([0x70, 0xe9, 0x71]),
  "two-lines": "one\ntwo\n",
  cr: "one\rtwo",
  nul: "a\0b",
  nothing: "\n",
};
let before: ReturnType<typeof readTree>;
beforeAll(() => {
  writeTree(folder.path, inputs);
  before = readTree(folder.path);
});

const yes = ["my-api", "--yes"];
test.each([
  [[...yes, "--framwork", "flask"], "unknown-flag", "--framework"],
  [[...yes, "--framework", "flsk"], "unknown-value", "flask"],
  [[...yes, "--framework", "falsk"], "unknown-value", "flask"],
  [[...yes, "--frame", "flask"], "unknown-flag", "--framework"],
  [[...yes, "--postgres", "eighteen"], "invalid-version", "18"],
  [[...yes, "--postgres", "14"], "postgres-end-of-life", "--allow-eol"],
  [[...yes, "--postgres", "9"], "postgres-unknown", "18"],
  [[...yes, "--postgres", "20"], "postgres-unknown", "18"],
  [[...yes, "--port", "0"], "invalid-port", "65535"],
  [[...yes, "--port", "65536"], "invalid-port", "65535"],
  [[...yes, "--port", "80a"], "invalid-port", "65535"],
  [[...yes, "--port", "aut"], "invalid-port", "auto"],
  [[...yes, "--db-port", "non"], "invalid-port", "none"],
  [[...yes, "--port", "8000", "--db-port", "8000"], "same-port", "different"],
  [[...yes, "--db-name", "template0"], "reserved-name", "another"],
  [[...yes, "--db-name", "postgres"], "reserved-name", "another"],
  [[...yes, "--db-name", "x".repeat(64)], "too-long", "shorter"],
  [[...yes, "--db-name", ""], "empty", "leave it out"],
  [[...yes, "--db-user", "postgres"], "reserved-name", "another"],
  [[...yes, "--db-user", "pg_monitor"], "reserved-name", "another"],
  [[...yes, "--db-user", "é".repeat(32)], "too-long", "shorter"],
  [[...yes, "--db-user", "two\nlines"], "line-break", "one line"],
  [[...yes, "--db-password", ""], "empty", "generated"],
  [[...yes, "--db-password", "cr\rlf"], "line-break", "one line"],
  [[...yes, "--db-password", "x", "--db-password-file", "y"], "conflicting-flags", "one of them"],
  [[...yes, "--db-password-file", "nowhere"], "unreadable-file", "path"],
  [[...yes, "--framework", "axum", "--db-password", "🐘"], "unsendable-login", "emoji"],
  [[...yes, "--framework", "axum", "--db-user", "a,b"], "unsendable-login", "another"],
  [[...yes, "--storage", "volum"], "unknown-value", "volume"],
  [[...yes, "--proxy", "apache"], "unknown-value", "caddy"],
  [[...yes, "--app-service", "App"], "invalid-service", "small letters"],
  [[...yes, "--app-service", "db"], "duplicate-service", "different"],
  [[...yes, "--db-service", "migrate"], "reserved-service", "another"],
  [[...yes, "--config", "nowhere.json"], "unreadable-file", "path"],
  [[...yes, "--config", "broken.json"], "invalid-config", null],
  [[...yes, "--config", "unknown.json"], "unknown-key", "db-name"],
  [[...yes, "--config", "list.json"], "invalid-config", "port"],
  [[...yes, "--config", "wrong.json"], "invalid-port", "65535"],
  [[...yes, "--config", "text.json"], "wrong-type", "without quotes: 8000"],
  [[...yes, "--config", "word.json"], "invalid-config", null],
  [[...yes, "--config", "cut.json"], "invalid-config", null],
  [[...yes, "--config", "empty.json"], "invalid-config", "line 1, column 1"],
  [[...yes, "--config", "latin1"], "invalid-utf8", "UTF-8"],
  [[...yes, "--config", "."], "unreadable-file", "path"],
  [[...yes, "--config", "nul.json"], "forbidden-character", "Leave it out"],
  [[...yes, "--config", "surrogate.json"], "invalid-utf8", "UTF-8"],
  [[...yes, "--config", "services.json"], "duplicate-service", "different"],
  [[...yes, "--config", "wrong.json", "--port", "8000"], "invalid-port", "65535"],
  [[...yes, "--db-password-file", "latin1"], "invalid-utf8", "UTF-8"],
  [[...yes, "--db-password-file", "two-lines"], "line-break", "one line"],
  [[...yes, "--db-password-file", "cr"], "line-break", "one line"],
  [[...yes, "--db-password-file", "nul"], "forbidden-character", "Leave it out"],
  [[...yes, "--db-password-file", "nothing"], "empty", "generated"],
  [[...yes, "--db-password-file", "."], "unreadable-file", "path"],
  [[...yes, "--db-name", "template1"], "reserved-name", "another"],
  [[...yes, "--db-name", "a".repeat(59)], "too-long", "shorter"],
  [[...yes, "--db-name", "cr\rhere"], "line-break", "one line"],
  [[...yes, "--db-user", "pg_"], "reserved-name", "another"],
  [[...yes, "--db-user", " "], "empty", "leave it out"],
  [[...yes, "--db-user", "a".repeat(64)], "too-long", "shorter"],
  [[...yes, "--db-password", "lf\nhere"], "line-break", "one line"],
  [[...yes, "--maintainer", "two\nlines"], "line-break", "one line"],
  [[...yes, "--postgres", "18.1"], "invalid-version", "18"],
  [[...yes, "--postgres", "-1"], "invalid-version", "18"],
  [[...yes, "--postgres", ""], "invalid-version", "18"],
  [[...yes, "--postgres", "13"], "postgres-end-of-life", "--allow-eol"],
  [[...yes, "--port", "-1"], "invalid-port", "65535"],
  [[...yes, "--port", "8e3"], "invalid-port", "65535"],
  [[...yes, "--port", "none"], "invalid-port", "auto"],
  [[...yes, "--db-port", "99999"], "invalid-port", "65535"],
  [[...yes, "--with", "nothing"], "unknown-value", ""],
  [[...yes, "--app-service", "a_b"], "invalid-service", "hyphens"],
  [[...yes, "--app-service", "a".repeat(41)], "invalid-service", "40"],
  [[...yes, "--app-service", "db-setup"], "reserved-service", "another"],
  [[...yes, "--json=yes"], "unknown-flag", ""],
  [[...yes, "-x"], "unknown-flag", "--help"],
  [["statsu"], "unknown-command", "status"],
  [["lst"], "unknown-command", "list"],
  [["list", "--framwork"], "unknown-flag", "--framework"],
  [["two\nlines", "--yes"], "line-break", "folder's name"],
  [["one", "two", "--yes"], "excessArguments", "--help"],
  [["list", "twice"], "excessArguments", "--help"],
  [["--check"], "no-project", "Change into one"],
  [["no-project", "--check", "--yes"], "no-project", "Change into one"],
  [["--restore", "README.md", "--yes"], "no-project", "Change into one"],
  [["doctor", "no-project"], "no-project", "Change into one"],
  [["status", "--up"], "unknown-flag", "status --help"],
  [["diff", "--check"], "unknown-flag", "diff --help"],
  [["list", "--framework", "flask"], "unknown-flag", "list --help"],
  [["--config", "services.json", "doctor"], "unknown-flag", "doctor --help"],
  [[...yes, "--open"], "open-without-up", "--up"],
  [["status", "no-project"], "no-project", "Change into one"],
  [[...yes, "--postgres"], "optionMissingArgument", "--help"],
] as const)("%j fails as %s", async (args, code, hint) => {
  const { exitCode, stdout, stderr } = await run(["--json", ...args], { cwd: folder.path });
  const { ok, error } = JSON.parse(stdout);
  expect({ exitCode, ok, code: error.code, stderr }).toEqual({
    exitCode: 2,
    ok: false,
    code,
    stderr: "",
  });
  if (hint === null) expect(error.message).toContain("line 2, column");
  else expect(`${error.message} ${error.hint}`).toContain(hint);
  expect(readTree(folder.path)).toEqual(before);
});

test("one major past the newest is taken, like the newest, and a note says so", async () => {
  const { exitCode, stderr } = await run([...yes, "--postgres", "19", "--dry-run"], {
    cwd: folder.path,
  });
  expect(exitCode).toBe(0);
  expect(stderr).toContain("PostgreSQL 19 is newer than this version knows");
});

test("an end of life is told by its date", async () => {
  const { stdout } = await failing([...yes, "--postgres", "14"]);
  expect(JSON.parse(stdout).error.message).toContain("2026-11-12");
});

test("a version past its end of life is taken after --allow-eol", async () => {
  const { exitCode } = await failing([...yes, "--postgres", "14", "--allow-eol", "--dry-run"]);
  expect(exitCode).toBe(0);
});
