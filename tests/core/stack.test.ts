import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { slugOf } from "../../src/core/names.ts";
import { generated } from "../support/generated.ts";

// stack.yaml says production a second time: what must be the same, and what a swarm needs besides.

describe.each(["caddy", "nginx"] as const)("a stack behind %s", (proxy) => {
  type Section = Readonly<Record<string, unknown>>;
  interface Service extends Section {
    readonly image: string;
    readonly volumes?: readonly (string | { readonly type: string; readonly target: string })[];
    readonly networks?: readonly string[];
    readonly configs?: readonly { readonly source: string }[];
    readonly secrets?: readonly string[];
    readonly healthcheck?: Section;
    readonly environment: Readonly<Record<string, string>>;
    readonly deploy: Section & {
      readonly replicas: number;
      readonly resources?: { readonly limits: Section };
    };
  }
  interface ComposeFile {
    readonly services: Readonly<Record<string, Service>>;
    readonly volumes: Section;
    readonly networks: Section;
    readonly configs: Readonly<Record<string, { readonly file: string; readonly name: string }>>;
    readonly secrets: Readonly<Record<string, { readonly name: string }>>;
  }
  const projectName = "x".repeat(80);
  const entries = generated(
    {
      dbName: 'da"ta ba$e',
      dbUser: "it's me",
      appService: "web",
      dbService: "database",
      proxy,
      with: proxy === "caddy" ? ["redis", "swarm"] : ["swarm"],
    },
    { projectName },
  );
  /** As a server with no settings of its own reads it. */
  const read = (path: string) => {
    const text = entries.find((entry) => entry.path === path)?.content.toString("utf8") ?? "";
    const defaults = text.replace(/\$\{[A-Z_]+:-(.*?)\}/g, "$1");
    return parse(defaults, { merge: true }) as ComposeFile;
  };
  const stack = read("stack.yaml");
  const base = read("compose.yaml").services;
  const production = read("compose.prod.yaml").services;
  const services = Object.entries(stack.services);
  const of = (name: string) => stack.services[name] as Service;

  test("it has the services of production", () => {
    const tools = ["db-tools"];
    const expected = Object.keys(production).filter((name) => !tools.includes(name));
    expect(Object.keys(stack.services)).toEqual(expected);
  });

  // The list of docker/cli: what a stack refuses, or warns of or drops in silence (tmpfs).
  test("it asks for nothing that a stack refuses or ignores", () => {
    const ignored = [
      ...["build", "container_name", "depends_on", "devices", "extends", "ipc", "links", "pid"],
      ...["network_mode", "pids_limit", "privileged", "profiles", "restart", "security_opt"],
      ...["shm_size", "tmpfs", "userns_mode"],
    ];
    for (const [name, service] of services) {
      expect(
        Object.keys(service).filter((key) => ignored.includes(key)),
        name,
      ).toEqual([]);
    }
  });

  test("whatever a service uses is declared, and declared is nothing else", () => {
    const named = (key: "networks" | "secrets") => services.flatMap(([, each]) => each[key] ?? []);
    const mounts = services.flatMap(([, { volumes }]) => volumes ?? []);
    const volumes = mounts.flatMap((mount) =>
      typeof mount === "string" ? (mount.split(":")[0] ?? "") : [],
    );
    const configs = services.flatMap(([, each]) => each.configs ?? []).map(({ source }) => source);
    const declared = (key: "volumes" | "networks" | "configs" | "secrets") =>
      Object.keys(stack[key]).sort();
    const sorted = (names: readonly string[]) => [...new Set(names)].sort();
    expect(declared("volumes")).toEqual(sorted(volumes));
    expect(declared("networks")).toEqual(sorted([...named("networks"), "default"]));
    expect(declared("secrets")).toEqual(sorted(named("secrets")));
    expect(declared("configs")).toEqual(sorted(configs));
  });

  test("its configs are files of the project, under names that Docker takes", () => {
    const paths = entries.map(({ path }) => `./${path}`);
    for (const { file, name } of Object.values(stack.configs)) {
      expect(paths).toContain(file);
      expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,63}$/);
    }
    expect(stack.secrets.db_password?.name).toMatch(/^[a-z0-9][a-z0-9._-]{0,63}$/);
  });

  test("services may do what they may in production, and no more", () => {
    const limitsOf = ({ deploy }: Pick<Service, "deploy">) =>
      Object.entries(deploy.resources?.limits ?? {}).map(([key, value]) => `${key} ${value}`);
    for (const [name, service] of services) {
      const { cap_drop, read_only, logging, deploy } = production[name] as Service;
      expect(service, name).toMatchObject({ cap_drop, read_only, logging });
      if (deploy !== undefined) expect(limitsOf(service), name).toEqual(limitsOf({ deploy }));
    }
    const added = services.flatMap(([, { cap_add }]) => cap_add ?? []);
    expect(added).toEqual(proxy === "caddy" ? ["NET_BIND_SERVICE"] : []);
  });

  test("images, commands, health and names are production's", () => {
    const { database, web, migrate, proxy: front } = stack.services;
    expect(database?.image).toBe(base.database?.image);
    expect(database?.user).toBe("postgres");
    expect(database?.entrypoint).toEqual(base.database?.entrypoint);
    expect(database?.command).toEqual(production.database?.command);
    expect(migrate?.command).toEqual(base.migrate?.command);
    expect(front?.image).toBe(production.proxy?.image);
    expect(database?.healthcheck?.test).toBe(base.database?.healthcheck?.test);
    expect(web?.healthcheck?.test).toEqual(base.web?.healthcheck?.test);
    // `$$` is compose's way to write a dollar.
    expect(web?.environment).toMatchObject({ PGHOST: "database", PGUSER: "it's me" });
    expect(web?.environment.PGDATABASE).toBe('da"ta ba$$e');
    expect(of("db-setup").environment).toMatchObject({
      DB_NAME: 'da"ta ba$$e',
      DB_USER: "it's me",
    });
  });

  test("a failing update is taken back, and an update fits into the database's connections", () => {
    const { update_config: update, replicas } = of("web").deploy;
    expect(update).toMatchObject({ order: "start-first", failure_action: "rollback" });
    const { WEB_CONCURRENCY, DB_POOL_SIZE } = of("web").environment;
    const connections = (replicas + 2) * Number(WEB_CONCURRENCY) * Number(DB_POOL_SIZE) + 10;
    const most = Number(/max_connections=(\d+)/.exec(String(of("database").command))?.[1]);
    expect(connections).toBeLessThanOrEqual(most - 3);
  });

  test("who shares the database's socket shares its node, and is not the app", () => {
    const onSocket = services.filter(([, { volumes }]) =>
      volumes?.some((mount) => String(mount).startsWith("db-socket:")),
    );
    expect(onSocket.map(([name]) => name)).toEqual(["database", "db-setup"]);
    for (const [, { deploy }] of onSocket) {
      expect(deploy.placement).toEqual({
        constraints: [`node.labels.${slugOf(projectName)} == data`],
      });
    }
  });
});
