import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { post, send, sendUnchecked } from "../contract/client.ts";
import { startLoad } from "./load.ts";
import {
  answerOf,
  type EngineProject,
  eventually,
  openWorkshop,
  type Workshop,
  writeSecret,
} from "./project.ts";
import { firstOfEachLanguage } from "./selection.ts";

// The add-on `swarm` on a swarm of one node, by the commands of the README's "Beyond one machine".

const secret = "Sent1nel-of-the-swarm";
const replicas = 2;
const path = "/persons?limit=5";
const production = { COMPOSE_FILE: "compose.yaml:compose.prod.yaml" };
const tools = { COMPOSE_FILE: "compose.yaml:compose.prod.yaml:compose.swarm.yaml" };

describe.each(firstOfEachLanguage)("%s in a swarm", (id) => {
  const name = `swarm-${id}`;
  const imageOf = (version: string) => `${name}:${version}`;
  let swarm: Swarm;
  let workshop: Workshop;
  let project: EngineProject;
  let generated = "";
  let baseUrl = "";

  beforeAll(async () => {
    swarm = await openSwarm(name);
    workshop = await openWorkshop();
    project = await workshop.create(name, ["--framework", id, "--with", "swarm"]);
    writeSecret(project, secret);
    project.edit(".env", /^DB_PASSWORD=.*$/m, "DB_PASSWORD_FILE=./secrets/db_password");
    generated = project.read("stack.yaml");
    baseUrl = publishQuietly(project);
    for (const { exitCode, output } of [
      await runBlock("Once, on a manager", "1"),
      await deployFirst("1"),
    ]) {
      if (exitCode !== 0) throw new Error(output);
    }
    await answerOf(baseUrl, "/persons", 200);
  });
  afterAll(async () => {
    await swarm?.close();
    await workshop?.close();
  });

  /** Runs a block of the README as it stands, but for what one machine without a registry lacks. */
  const runBlock = async (heading: string, version: string) => {
    const script = blockOf(project, heading)
      .replace(/<name of .*>/, swarm.node)
      .replace(/^export IMAGE=.*$/m, "")
      .replace(" && docker push $IMAGE", "");
    const { all, exitCode } = await execa("bash", ["-ec", script], {
      cwd: project.folder,
      env: { IMAGE: imageOf(version) },
      all: true,
      reject: false,
      stdin: "ignore",
    });
    return { exitCode, output: all };
  };
  const deployFirst = (version: string) => runBlock("The first version", version);
  const deployNew = (version: string) => runBlock("**A new version**", version);

  const containersOf = async (service: string) => {
    const label = `label=com.docker.swarm.service.name=${name}_${service}`;
    const { stdout } = await execa("docker", ["ps", "--quiet", "--filter", label]);
    return stdout.split("\n").filter((line) => line !== "");
  };
  const runningImages = async () => {
    const { stdout } = await execa("docker", [
      ...["service", "ps", `${name}_app`, "--filter", "desired-state=running"],
      ...["--format", "{{ .Image }} {{ .CurrentState }}"],
    ]);
    return stdout.split("\n").map((line) => line.split(" ").slice(0, 2).join(" "));
  };
  const names = async () => {
    const { text } = await answerOf(baseUrl, "/persons?limit=100", 200);
    return (JSON.parse(text) as { items: { name: string }[] }).items.map((person) => person.name);
  };
  const title = async () => {
    const { text } = await sendUnchecked({ baseUrl }, { path: "/" });
    return /<title>(.*)<\/title>/.exec(text)?.[1];
  };

  test("the first deployment serves the contract's main requests", async () => {
    expect((await send({ baseUrl }, { path: "/" })).status).toBe(200);
    expect((await send({ baseUrl }, { path: "/healthz" })).status).toBe(200);
    expect((await send({ baseUrl }, { path: "/readyz" })).status).toBe(200);
    const added = await post({ baseUrl }, { name: "Ada", emails: ["ada@example.com"] });
    expect(added.status).toBe(201);
    const location = String(added.headers.location);
    expect((await send({ baseUrl }, { path: location })).json()).toMatchObject({ name: "Ada" });
    const refused = await post({ baseUrl }, { name: "" });
    expect(refused.status).toBe(422);
    const other = await post({ baseUrl }, { name: "Gone", emails: [] });
    const gone = String(other.headers.location);
    expect((await send({ baseUrl }, { method: "DELETE", path: gone })).status).toBe(204);
    expect(await names()).toEqual(["Ada"]);
  });

  test("no service may do more than in production on one machine, and none has the password", async () => {
    const counts: Record<string, number> = {};
    for (const service of ["app", "db", "proxy"]) {
      const containers = await containersOf(service);
      counts[service] = containers.length;
      for (const container of containers) {
        const { stdout } = await execa("docker", ["inspect", container]);
        expect(stdout).not.toContain(secret);
        const [{ HostConfig: host, Config: config }] = JSON.parse(stdout);
        expect(host).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"] });
        expect(host.CapAdd).toEqual(service === "proxy" ? ["CAP_NET_BIND_SERVICE"] : null);
        expect(host.Memory).toBeGreaterThan(0);
        if (service !== "proxy") expect(config.User).not.toBe("");
        expect((await execa("docker", ["exec", container, "touch", "/tmp/x"])).exitCode).toBe(0);
      }
    }
    expect(counts).toEqual({ app: replicas, db: 1, proxy: 1 });
  });

  test("a new version under load: no request fails, and only new replicas are left", async () => {
    project.edit("public/index.html", /<title>.*<\/title>/, "<title>Second</title>");
    await execa("docker", ["build", "--target", "prod", "--tag", imageOf("2"), project.folder]);
    const load = startLoad(baseUrl, path);
    const { exitCode, output } = await deployNew("2");
    const answers = await load.stop();

    expect(exitCode, output).toBe(0);
    expect(answers.length).toBeGreaterThan(100);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await runningImages()).toEqual(Array(replicas).fill(`${imageOf("2")} Running`));
    expect(await title()).toBe("Second");
    expect(await names()).toEqual(["Ada"]);
  });

  test("a version that never gets healthy goes back by itself: no request fails, nothing is lost", async () => {
    await execa("docker", ["build", "--tag", imageOf("broken"), "-"], {
      input: `FROM ${imageOf("2")}\nCMD ["sleep", "infinity"]\n`,
    });
    const load = startLoad(baseUrl, path);
    const { output } = await deployNew("broken");
    await eventually("all replicas are back", async () => {
      const { stdout } = await execa("docker", [
        ...["service", "inspect", "--format", "{{ .UpdateStatus.State }}", `${name}_app`],
      ]);
      return stdout === "rollback_completed";
    });
    const during = await post({ baseUrl }, { name: "During the rollback", emails: [] });
    const answers = await load.stop();

    expect(output).toContain("rolled back");
    expect(during.status).toBe(201);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await runningImages()).toEqual(Array(replicas).fill(`${imageOf("2")} Running`));
    expect(await title()).toBe("Second");
    expect(await names()).toEqual(["Ada", "During the rollback"]);
  });

  test("a database that dies comes back with its data", async () => {
    const [container = ""] = await containersOf("db");
    await execa("docker", ["kill", container]);
    await answerOf(baseUrl, "/readyz", 503);
    await answerOf(baseUrl, "/readyz", 200);
    expect(await names()).toEqual(["Ada", "During the rollback"]);
    expect(await containersOf("db")).not.toContain(container);
  });

  test("db-tools find the stack's database", async () => {
    const unset = await project.tool(["db-tools", "doctor"], { env: tools, mayFail: true });
    const command = /export DB_CONTAINER=\$\((.*)\)/.exec(unset.stderr)?.[1] ?? "";
    const { stdout: container } = await execa("bash", ["-c", command]);
    const env = { ...tools, DB_CONTAINER: container };
    await project.tool(["db-tools", "backup"], { env });
    const { stdout } = await project.tool(["db-tools", "doctor"], { env });
    expect(stdout).toContain("comes into");
    expect(stdout).not.toContain("PROBLEM");
  });

  test("nginx takes caddy's place", async () => {
    project.write("stack.yaml", generated);
    const { exitCode, stderr } = await workshop.run(["--yes", "--proxy", "nginx"], project.folder);
    expect(exitCode, stderr).toBe(0);
    baseUrl = publishQuietly(project);
    const deployed = await deployNew("2");
    expect(deployed.exitCode, deployed.output).toBe(0);
    expect((await answerOf(baseUrl, "/healthz", 200)).headers.server).toBe("nginx");
    expect(await names()).toEqual(["Ada", "During the rollback"]);
  });

  test("the same data serves the project on one machine, and the stack again", async () => {
    await swarm.removeStack();
    await project.compose(["up", "--detach", "--wait", "db"], { env: production });
    const query = ["psql", "-At", "-c", "SELECT name FROM persons ORDER BY id"];
    const { stdout } = await project.tool(["db-tools", ...query], { env: production });
    expect(stdout.trim().split("\n")).toEqual(["Ada", "During the rollback"]);
    await project.compose(["down"], { env: production });
    const deployed = await deployFirst("2");
    expect(deployed.exitCode, deployed.output).toBe(0);
    expect(await names()).toEqual(["Ada", "During the rollback"]);
  });
});

/** Lets the proxy listen where this machine is free: on the ports of the project's development. */
function publishQuietly(project: EngineProject): string {
  const portOf = (key: string) => new RegExp(`^${key}=(.*)$`, "m").exec(project.read(".env"))?.[1];
  const [http = "", https = ""] = [portOf("APP_PORT"), portOf("DB_PORT")];
  const stack = project.read("stack.yaml");
  project.write(
    "stack.yaml",
    stack
      .replaceAll("published: 443", `published: ${https}`)
      .replace("published: 80", `published: ${http}`),
  );
  return `http://127.0.0.1:${http}`;
}

/** The commands below the paragraph of the README that starts so. */
function blockOf(project: EngineProject, start: string): string {
  const section = project.read("README.md").split("## Beyond one machine")[1] ?? "";
  const block = section.slice(section.indexOf(start)).split("```")[1];
  if (!section.includes(start) || block === undefined) {
    throw new Error(`README.md has no commands after "${start}".`);
  }
  return block.replace(/^sh\n/, "");
}

interface Swarm {
  /** The name of its one node. */
  readonly node: string;
  removeStack(): Promise<void>;
  close(): Promise<void>;
}

/** This machine as a swarm, without what an earlier run may have left behind. */
async function openSwarm(stack: string): Promise<Swarm> {
  const docker = async (...args: readonly string[]) =>
    (await execa("docker", args, { reject: false })).stdout;
  const wasInactive =
    (await docker("info", "--format", "{{ .Swarm.LocalNodeState }}")) === "inactive";
  if (wasInactive) await execa("docker", ["swarm", "init", "--advertise-addr", "127.0.0.1"]);
  const node = await docker("node", "inspect", "self", "--format", "{{ .Description.Hostname }}");
  const ofStack = `label=com.docker.stack.namespace=${stack}`;
  const removeStack = async () => {
    await docker("stack", "rm", "--detach=false", stack);
    await eventually("the stack's containers and networks are gone", async () => {
      const left = [
        await docker("ps", "--all", "--quiet", "--filter", ofStack),
        await docker("network", "ls", "--quiet", "--filter", ofStack),
      ];
      return left.join("") === "";
    });
  };
  const removeAll = async () => {
    await removeStack();
    await docker("secret", "rm", `${stack}-db-password-1`);
    const volumes = await docker("volume", "ls", "--quiet", "--filter", `name=^${stack}_`);
    await docker("volume", "rm", ...volumes.split("\n"));
    await docker("node", "update", "--label-rm", stack, node);
    const images = await docker("image", "ls", "--format", "{{ .Repository }}:{{ .Tag }}", stack);
    await docker("rmi", "--force", ...images.split("\n"));
  };
  await removeAll();
  return {
    node,
    removeStack,
    async close() {
      await removeAll();
      if (wasInactive) await docker("swarm", "leave", "--force");
    },
  };
}
