import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "./program.ts";

export interface InstalledPackage {
  /** The program as npm links it. */
  readonly program: string;
  /** The package's own folder. */
  readonly root: string;
  readonly tarball: string;
}

/** Packs the checkout, and installs the tarball in an empty folder, as users do. */
export async function installPackage(folder: string): Promise<InstalledPackage> {
  const { stdout } = await execa(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
    { cwd: checkout },
  );
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string }];
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  await execa("npm", ["install", "--no-audit", "--no-fund", `./${filename}`], { cwd: folder });
  const modules = join(folder, "node_modules");
  return {
    program: join(modules, ".bin/create-docker-pg-app"),
    root: join(modules, "create-docker-pg-app"),
    tarball: join(folder, filename),
  };
}
