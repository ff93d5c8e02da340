import { expect, test } from "vitest";
import { diagnose, type Machine, type ProjectFacts } from "../../src/core/diagnosis.ts";

const machine: Machine = {
  engine: "29.1.2",
  compose: "2.40.3",
  freeBytes: 50e9,
  project: undefined,
};
const project: ProjectFacts = {
  slug: "shop",
  folder: "/home/ada/shop",
  ports: [
    { key: "APP_PORT", value: "8000", port: 8000, isFree: true },
    { key: "DB_PORT", value: "5432", port: 5432, isFree: true },
  ],
  isRunning: false,
  volume: undefined,
  overridden: [],
  otherFiles: undefined,
};
const findings = (change: Partial<Machine>) =>
  diagnose({ ...machine, ...change }).filter(({ level }) => level !== "ok");
const projectFindings = (change: Partial<ProjectFacts>) =>
  findings({ project: { ...project, ...change } });

test("nothing is wrong where nothing is wrong", () => {
  expect(findings({})).toEqual([]);
  expect(projectFindings({})).toEqual([]);
  expect(diagnose({ ...machine, project }).map(({ check }) => check)).toEqual([
    "docker",
    "engine",
    "compose",
    "disk",
    "port 8000",
    "port 5432",
    "volume",
    "environment",
    "compose files",
  ]);
});

test.each<[string, Partial<Machine>, string, string, string]>([
  ["no Docker", { compose: undefined, engine: undefined }, "docker", "problem", "get-docker"],
  ["no engine", { engine: undefined }, "engine", "problem", "sudo systemctl start docker"],
  ["an old engine", { engine: "24.0.9" }, "engine", "warning", "Update Docker"],
  ["no compose", { compose: "none" }, "compose", "problem", "compose/install"],
  ["an old compose", { compose: "v2.23.3" }, "compose", "problem", "Update Docker"],
  ["compose 1", { compose: "1.29.2" }, "compose", "problem", "Update Docker"],
  ["a full disk", { freeBytes: 1.5e9 }, "disk", "warning", "docker system df"],
])("%s is found", (_what, change, check, level, hint) => {
  expect(findings(change)).toEqual([
    expect.objectContaining({ check, level, hint: expect.stringContaining(hint) }),
  ]);
});

test.each(["2.24.0", "v2.24.1", "2.100.0", "3.0.0-rc1", "5.1.0"])(
  "compose %s is new enough",
  (compose) => {
    expect(findings({ compose })).toEqual([]);
  },
);

test.each<[string, Partial<ProjectFacts>, string, string, string]>([
  [
    "a busy port",
    { ports: [{ key: "APP_PORT", value: "8000", port: 8000, isFree: false }] },
    "port 8000",
    "problem",
    "APP_PORT=8001",
  ],
  [
    "a port that is none",
    { ports: [{ key: "APP_PORT", value: "70000", port: undefined, isFree: false }] },
    "port 70000",
    "problem",
    "APP_PORT=8000",
  ],
  [
    "a volume of an earlier project",
    { volume: { name: "shop_db-18", folder: "/home/ada/old-shop" } },
    "volume",
    "warning",
    "COMPOSE_PROJECT_NAME=shop-2",
  ],
  [
    "variables of the shell that beat .env",
    { overridden: ["DB_PASSWORD", "APP_PORT"] },
    "environment",
    "warning",
    "unset DB_PASSWORD APP_PORT",
  ],
  [
    "containers from other files",
    { isRunning: true, otherFiles: ["/home/ada/shop/compose.prod.yaml"] },
    "compose files",
    "warning",
    "docker compose up --detach",
  ],
])("%s is found", (_what, change, check, level, hint) => {
  expect(projectFindings(change)).toEqual([
    expect.objectContaining({ check, level, hint: expect.stringContaining(hint) }),
  ]);
});

test.each<[string, Partial<ProjectFacts>]>([
  [
    "its own port",
    { isRunning: true, ports: [{ key: "APP_PORT", value: "8000", port: 8000, isFree: false }] },
  ],
  ["its own volume", { volume: { name: "shop_db-18", folder: project.folder } }],
])("%s is no finding", (_what, change) => {
  expect(projectFindings(change)).toEqual([]);
});
