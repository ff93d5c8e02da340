#!/usr/bin/env node
// Plain old syntax: an old Node must be able to read this file. CommonJS, here and in dist, because
// Node starts it 10 ms faster than modules, and has no compile cache for either before 22.
var parts = process.versions.node.split(".").map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  process.stderr.write(
    "create-docker-pg-app needs Node.js 20.19 or newer, and this is " +
      process.versions.node +
      ".\n",
  );
  process.exit(1);
}
var module_ = require("node:module");
if (module_.enableCompileCache) module_.enableCompileCache();
require("../dist/cli.cjs").main(process.argv, require("node:path").dirname(__dirname));
