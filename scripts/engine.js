// Gets a Docker Engine, the images and the browser that tests of generated projects need.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { root, run } from "./ready.js";

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
  run("bash", [
    "bench/images",
    ...images,
    ...postgres.filter(({ isSupported }) => isSupported).map(({ image }) => image),
    ...frameworks.filter(({ id }) => frameworkIds.includes(id)).flatMap((each) => each.images),
  ]);
  run("bash", ["bench/browser-up"]);
}

/** What a vitest run needs to find the engine, and to know its part. */
export function engineEnvironment(frameworkIds) {
  return {
    ...process.env,
    // Where bench/engine-up puts its client.
    PATH: `/usr/local/bin:${process.env.PATH}`,
    ENGINE_FRAMEWORKS: frameworkIds.join(","),
  };
}
