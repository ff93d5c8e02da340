// What benchmarks do with a generated project.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

export function compose(folder, args) {
  const { status, stdout, stderr } = spawnSync("docker", ["compose", ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64e6,
    env: { ...process.env, COMPOSE_MENU: "false" },
  });
  if (status !== 0) throw new Error(`docker compose ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Makes the project's folder that of a server: what its README says, and one more compose file. */
export function prepareServer(folder, composeFile, replicas) {
  mkdirSync(join(folder, "secrets"), { mode: 0o700 });
  writeFileSync(join(folder, "secrets", "db_password"), "benchmark", { mode: 0o644 });
  const env = readFileSync(join(folder, ".env"), "utf8").replace(/^DB_PASSWORD=.*\n/m, "");
  writeFileSync(
    join(folder, ".env"),
    `${env}COMPOSE_FILE=compose.yaml:compose.prod.yaml:${composeFile}\nCOMPOSE_PATH_SEPARATOR=:\n` +
      `DB_PASSWORD_FILE=./secrets/db_password\nAPP_REPLICAS=${replicas}\nHTTP_PORT=0\nHTTPS_PORT=0\n`,
  );
}

/** Five persons, as many as `GET /persons?limit=5` gives back. */
export async function addPersons(url) {
  for (let index = 0; index < 5; index++) {
    await fetch(`${url}/persons`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: `Person ${index}`, emails: [`p${index}@example.org`] }),
    });
  }
}
