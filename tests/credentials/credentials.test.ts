import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Credentials, credentials, knownNasty } from "../support/credentials.ts";
import { run, temporaryFolder } from "../support/program.ts";

const folder = temporaryFolder("credentials-");
afterAll(() => folder.remove());

const perWay = 300;
const atOnce = 4;
const loginCount = 40;

/** How the same three values come in. Flags with `=`, since a value may look like a flag. */
const ways: Readonly<
  Record<
    string,
    (
      values: Credentials,
      place: string,
    ) => { args: string[]; input?: string; env?: Record<string, string> }
  >
> = {
  flag: ({ name, user, password }) => ({
    args: [`--db-name=${name}`, `--db-user=${user}`, `--db-password=${password}`],
  }),
  file: ({ name, user, password }, place) => {
    writeFileSync(join(place, "secret"), password);
    return { args: [`--db-name=${name}`, `--db-user=${user}`, "--db-password-file=secret"] };
  },
  stdin: ({ name, user, password }) => ({
    args: [`--db-name=${name}`, `--db-user=${user}`, "--db-password-file=-"],
    input: `${password}\n`,
  }),
  environment: ({ name, user, password }) => ({
    args: [`--db-name=${name}`, `--db-user=${user}`],
    env: { CREATE_DOCKER_PG_APP_DB_PASSWORD: password },
  }),
  config: ({ name, user, password }, place) => {
    const answers = { "db-name": name, "db-user": user, "db-password": password };
    writeFileSync(join(place, "answers.json"), JSON.stringify(answers));
    return { args: ["--config=answers.json"] };
  },
};

test.each(Object.keys(ways))(
  `${perWay} credentials by %s reach compose byte for byte`,
  async (way) => {
    const samples = [...knownNasty, ...fc.sample(credentials, perWay - knownNasty.length)];
    const written: string[] = new Array(samples.length);
    let next = 0;
    const worker = async () => {
      for (let index = next++; index < samples.length; index = next++) {
        const place = join(folder.path, `${way}-${index}`);
        mkdirSync(place);
        const { args, input, env } = (ways[way] as (typeof ways)[string])(
          samples[index] as Credentials,
          place,
        );
        const { exitCode, stderr } = await run(["app", "--yes", "--no-git", "--quiet", ...args], {
          cwd: place,
          ...(input === undefined ? {} : { stdin: "pipe", input }),
          env: env ?? {},
        });
        expect(exitCode, `${JSON.stringify(samples[index])}\n${stderr}`).toBe(0);
        written[index] = readFileSync(join(place, "app/.env"), "utf8");
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));

    const seen = await composeViewOf(written);
    expect(seen).toEqual(
      samples.map(({ name, user, password }) => ({
        DB_NAME: name,
        DB_USER: user,
        DB_PASSWORD: password,
      })),
    );
  },
  600_000,
);

describe("in a real Postgres", () => {
  const container = `credentials-${process.pid}`;
  const docker = (args: readonly string[], env: Record<string, string> = {}) =>
    execa("docker", args, { env, reject: false });
  const names = (env: Record<string, string>) => Object.keys(env).flatMap((key) => ["--env", key]);
  const inContainer = (env: Record<string, string>, ...command: string[]) =>
    docker(["exec", ...names(env), container, ...command], env);

  beforeAll(async () => {
    const project = join(folder.path, "project");
    await run([project, "--yes", "--no-git"]);
    const { image } = await catalogueImage();
    const settings = {
      // As in compose.yaml: an administrator whose password nobody knows.
      POSTGRES_PASSWORD_FILE: "/proc/sys/kernel/random/uuid",
    };
    const started = await docker(
      [
        ...["run", "--detach", "--rm", "--name", container, "--tmpfs", "/var/lib/postgresql"],
        ...["--volume", `${join(project, "db")}:/db:ro`, ...names(settings), image],
      ],
      settings,
    );
    expect(started.stderr).toBe("");
    // By the container's address: the private server of the first start answers on 127.0.0.1 only.
    const ready = 'until pg_isready -q -h "$HOSTNAME"; do sleep 0.2; done';
    expect((await inContainer({}, "sh", "-c", ready)).exitCode).toBe(0);
  }, 120_000);
  afterAll(() => docker(["rm", "--force", "--volumes", container]));

  test(`${loginCount} credentials log in, and the wrong password does not`, async () => {
    const samples = [...knownNasty, ...fc.sample(credentials, loginCount - knownNasty.length)];
    for (const [index, { name, user, password }] of samples.entries()) {
      const place = join(folder.path, `login-${index}`);
      mkdirSync(place);
      const made = await run(
        ["app", "--yes", "--no-git", "--quiet", `--db-name=${name}`, `--db-user=${user}`],
        { cwd: place, env: { CREATE_DOCKER_PG_APP_DB_PASSWORD: password } },
      );
      expect(made.exitCode, made.stderr).toBe(0);
      const [seen] = await composeViewOf([readFileSync(join(place, "app/.env"), "utf8")]);
      const { DB_NAME, DB_USER, DB_PASSWORD } = seen as Record<string, string>;
      const settings = { DB_NAME, DB_USER, DB_PASSWORD } as Record<string, string>;
      const setUp = await inContainer(
        { ...settings, PGHOST: "127.0.0.1", PGUSER: "postgres" },
        ...["bash", "/db/setup.sh"],
      );
      expect(setUp.exitCode, `${JSON.stringify(settings)}\n${setUp.stderr}`).toBe(0);

      // By the container's address: 127.0.0.1 is trusted.
      const query = 'psql -XqAt -h "$HOSTNAME" -c "SELECT current_user, current_database()"';
      const logIn = (PGPASSWORD: string) =>
        inContainer({ PGDATABASE: name, PGUSER: user, PGPASSWORD }, "sh", "-c", query);
      const asked = await logIn(password);
      expect(asked.stdout, asked.stderr).toBe(`${user}|${name}`);
      const refused = await logIn(`${password}x`);
      expect(refused.exitCode).not.toBe(0);
      expect(refused.stderr).toContain("password authentication failed");
    }
  }, 600_000);
});

/** The image of the default Postgres, as the program lists it. */
async function catalogueImage(): Promise<{ image: string }> {
  const { postgres } = JSON.parse((await run(["list", "--json"])).stdout);
  return postgres.find(({ isDefault }: { isDefault: boolean }) => isDefault);
}

/** What compose itself reads: all the `.env` files in one, their keys numbered. */
async function composeViewOf(files: readonly string[]) {
  const keys = ["DB_NAME", "DB_USER", "DB_PASSWORD"] as const;
  const numbered = files.flatMap((text, index) =>
    keys.map((key) => {
      const line = text.split("\n").find((each) => each.startsWith(`${key}=`));
      return line?.replace(key, `${key}_${index}`) ?? "";
    }),
  );
  const place = join(folder.path, "compose");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, ".env"), `${numbered.join("\n")}\n`);
  const environment = Object.fromEntries(
    files.flatMap((_, index) => keys.map((key) => [`${key}_${index}`, `\${${key}_${index}}`])),
  );
  writeFileSync(
    join(place, "compose.yaml"),
    JSON.stringify({ name: "credentials", services: { app: { image: "x", environment } } }),
  );
  const { stdout } = await execa("docker", ["compose", "config", "--format", "json"], {
    cwd: place,
  });
  const view = JSON.parse(stdout).services.app.environment as Record<string, string>;
  return files.map((_, index) =>
    Object.fromEntries(
      // `config` writes a dollar as two, so that its output is a compose file again.
      keys.map((key) => [key, view[`${key}_${index}`]?.replaceAll("$$", "$")]),
    ),
  );
}
