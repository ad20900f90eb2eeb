#!/usr/bin/env node
// The command `limbeck`.
require("../wasm/cli.cjs");
