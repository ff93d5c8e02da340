// Gets a Docker Engine, the images and the browser that tests of generated projects need.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { root, run } from "./ready.js";

/** Programs that the tests run in containers of their own. */
const testTools = [
  {
    image: "docker-pg-bench/schemathesis",
    folder: "bench/schemathesis",
    base: "python:3.14-slim-trixie",
  },
  {
    image: "docker-pg-bench/linters",
    folder: "bench/linters",
    base: "python:3.14-slim-trixie",
  },
];

/** What can be generated, as the built program lists it. */
export function listChoices() {
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, "bin", "create-docker-pg-app.cjs"), "list", "--json"],
    { encoding: "utf8" },
  );
  return JSON.parse(stdout);
}

/** Starts an engine where none answers, and makes or pulls the images of these frameworks. */
export function prepareEngine(frameworkIds) {
  const { frameworks, postgres, images } = listChoices();
  // Where bench/engine-up puts its client.
  process.env.PATH = `/usr/local/bin:${process.env.PATH}`;
  run("bash", [
    "bench/images",
    ...images,
    ...testTools.map(({ base }) => base),
    ...postgres.filter(({ isSupported }) => isSupported).map(({ image }) => image),
    ...frameworks.filter(({ id }) => frameworkIds.includes(id)).flatMap((each) => each.images),
  ]);
  for (const { image, folder } of testTools) {
    run("docker", ["build", "--quiet", "--tag", image, folder], { stdio: ["ignore", "ignore", 2] });
  }
  run("bash", ["bench/browser-up"]);
}

/** What a vitest run needs to find the engine, and to know its part. */
export function engineEnvironment(frameworkIds) {
  return {
    ...process.env,
    ENGINE_FRAMEWORKS: frameworkIds.join(","),
  };
}
