#!/usr/bin/env node
// Plain old syntax up to the check: an old Node must be able to read this file.
var parts = process.versions.node.split(".").map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  process.stderr.write(
    "create-docker-pg-app needs Node.js 20.19 or newer, and this is " +
      process.versions.node +
      ".\n",
  );
  process.exit(1);
}
import("../dist/cli.js").then((cli) => cli.main(process.argv, new URL("..", import.meta.url)));
