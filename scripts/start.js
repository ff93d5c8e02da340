// `npm start -- my-api`: the program, straight from a checkout.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { build, install, root } from "./ready.js";

install();
build();
const { status, signal } = spawnSync(
  process.execPath,
  [join(root, "bin", "create-docker-pg-app.cjs"), ...process.argv.slice(2)],
  // npm changes into the checkout; the user means the folder they typed it in.
  { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: "inherit" },
);
process.exitCode = signal === null ? (status ?? 1) : 130;
