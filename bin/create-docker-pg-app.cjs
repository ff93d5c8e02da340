#!/usr/bin/env node
// Plain old syntax: an old Node must be able to read this file. CommonJS, here and in dist, because
// Node starts it several milliseconds faster than ES modules.
var parts = process.versions.node.split(".").map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  process.stderr.write(
    "create-docker-pg-app needs Node.js 20.19 or newer, and this is " +
      process.versions.node +
      ".\n",
  );
  process.exit(1);
}
var nodeModule = require("node:module");
if (nodeModule.enableCompileCache) nodeModule.enableCompileCache();
require("../dist/cli.cjs").main(process.argv, require("node:path").dirname(__dirname));
