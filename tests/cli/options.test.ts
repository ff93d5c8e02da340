import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { optionKeys, optionOf } from "../../src/catalog/options.ts";
import { run, temporaryFolder } from "../support/program.ts";
import { readTree } from "../support/tree.ts";

const folder = temporaryFolder("options-");
afterAll(() => folder.remove());

/** Each option off its default, as a flag's words and as a value in a `--config` file. */
const samples: Readonly<
  Record<string, { readonly words: readonly string[]; readonly json: unknown }>
> = {
  framework: { words: ["flask"], json: "flask" },
  postgres: { words: ["16"], json: 16 },
  "db-name": { words: ["größe $1"], json: "größe $1" },
  "db-user": { words: ['we"ird'], json: 'we"ird' },
  "db-password": { words: ["it's a $ecret"], json: "it's a $ecret" },
  port: { words: ["18080"], json: 18_080 },
  "db-port": { words: ["none"], json: "none" },
  storage: { words: ["bind"], json: "bind" },
  "app-service": { words: ["web"], json: "web" },
  "db-service": { words: ["postgres"], json: "postgres" },
  maintainer: { words: ["Ada <ada@example.com>"], json: "Ada <ada@example.com>" },
  proxy: { words: ["nginx"], json: "nginx" },
  with: { words: [], json: [] },
};

/** All but the option itself is given, so that nothing depends on this machine. */
const fixed = { maintainer: "", "db-password": "fixed" };

async function project(place: string, args: readonly string[]) {
  const cwd = join(folder.path, place);
  mkdirSync(cwd, { recursive: true });
  const { exitCode, stderr } = await run(["my-api", "--yes", "--no-git", ...args], { cwd });
  expect(exitCode, stderr).toBe(0);
  return readTree(join(cwd, "my-api"));
}

test("every option has a sample here", () => {
  expect(Object.keys(samples).sort()).toEqual(optionKeys.map((key) => optionOf(key).flag).sort());
});

test.each(Object.entries(samples))(
  "--%s makes the same project as a flag and from a file",
  async (flag, { words, json }) => {
    const others = Object.entries(fixed).filter(([name]) => name !== flag);
    const otherFlags = others.map(([name, value]) => `--${name}=${value}`);
    const config = join(folder.path, `${flag}.json`);
    writeFileSync(config, JSON.stringify({ ...Object.fromEntries(others), [flag]: json }));
    const byFlag = await project(`${flag}-flag`, [
      ...otherFlags,
      ...words.map((word) => `--${flag}=${word}`),
    ]);
    const byFile = await project(`${flag}-file`, ["--config", config]);
    expect(byFile).toEqual(byFlag);
    const { answers } = JSON.parse(String(byFlag[".docker-pg/state.json"]));
    if (flag === "db-password") expect(answers).not.toHaveProperty(flag);
    else expect(answers[flag]).toEqual(json);
  },
);

test("a flag wins over the file, and the file over the default", async () => {
  const config = join(folder.path, "wins.json");
  writeFileSync(config, JSON.stringify({ port: 18_001, proxy: "nginx" }));
  const tree = await project("wins", ["--config", config, "--port", "18002"]);
  const { answers } = JSON.parse(String(tree[".docker-pg/state.json"]));
  expect(answers).toMatchObject({ port: 18_002, proxy: "nginx", storage: "volume" });
});

test("the environment's password wins over the file's, and a flag over both", async () => {
  const cwd = join(folder.path, "passwords");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "answers.json"), JSON.stringify({ "db-password": "from-file" }));
  const env = { CREATE_DOCKER_PG_APP_DB_PASSWORD: "from-environment" };
  const common = ["--yes", "--no-git", "--config", "answers.json"];
  await run(["one", ...common], { cwd, env });
  await run(["two", ...common, "--db-password", "from-flag"], { cwd, env });
  const environmentOf = (name: string) => String(readTree(join(cwd, name))[".env"]);
  expect(environmentOf("one")).toContain("DB_PASSWORD=from-environment\n");
  expect(environmentOf("two")).toContain("DB_PASSWORD=from-flag\n");
});

test("names that are left open follow from the project's name", async () => {
  const cwd = join(folder.path, "names");
  mkdirSync(cwd);
  await run(["2048 Straße", "--yes", "--no-git"], { cwd });
  expect(existsSync(join(cwd, "2048 Straße/compose.yaml"))).toBe(true);
  const text = String(readTree(join(cwd, "2048 Straße"))[".env"]);
  expect(text).toContain("DB_NAME=db_2048_strasse\n");
  expect(text).toContain("DB_USER=db_2048_strasse\n");
});
