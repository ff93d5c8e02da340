import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { run, temporaryFolder } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const failing = (args: readonly string[], options = {}) =>
  run([...args, "--json"], { cwd: folder.path, ...options });

const yes = ["my-api", "--yes"];
test.each([
  [[...yes, "--framwork", "flask"], "unknown-flag", "--framework"],
  [[...yes, "--framework", "flsk"], "unknown-value", "flask"],
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
  [["one", "two", "--yes"], "excessArguments", "--help"],
  [[...yes, "--postgres"], "optionMissingArgument", "--help"],
])("%j fails as %s", async (args, code, hint) => {
  writeFileSync(join(folder.path, "broken.json"), '{\n  "port": 80O1\n}');
  writeFileSync(join(folder.path, "unknown.json"), '{"dbname": "x"}');
  writeFileSync(join(folder.path, "list.json"), "[]");
  writeFileSync(join(folder.path, "wrong.json"), '{"port": 80.5}');
  const { exitCode, stdout, stderr } = await run(["--json", ...args], { cwd: folder.path });
  const { ok, error } = JSON.parse(stdout);
  expect({ exitCode, ok, code: error.code, stderr }).toEqual({
    exitCode: 2,
    ok: false,
    code,
    stderr: "",
  });
  if (hint === null) expect(error.message).toContain("line 2, column");
  else expect(error.hint).toContain(hint);
  expect(readdirSync(folder.path)).not.toContain("my-api");
});

test("one major past the newest is taken, like the newest", async () => {
  const { exitCode, stdout } = await failing([...yes, "--postgres", "19", "--dry-run"]);
  expect({ exitCode, ok: JSON.parse(stdout).ok }).toEqual({ exitCode: 0, ok: true });
});

test("a version past its end of life is taken after --allow-eol", async () => {
  const { exitCode } = await failing([...yes, "--postgres", "14", "--allow-eol", "--dry-run"]);
  expect(exitCode).toBe(0);
});

test("a password file that is not UTF-8 is refused, and shown nowhere", async () => {
  writeFileSync(join(folder.path, "latin1"), Buffer.from([0x70, 0xe9, 0x71]));
  const { exitCode, stdout } = await failing([...yes, "--db-password-file", "latin1"]);
  expect({ exitCode, code: JSON.parse(stdout).error.code }).toEqual({
    exitCode: 2,
    code: "invalid-utf8",
  });
});
