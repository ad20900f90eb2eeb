#!/usr/bin/env node
// The command `limbeck`.
const { setFlagsFromString } = require("node:v8");

// V8 makes wasm anew, optimised, once it has run for a while. A command is mostly done before that pays, so it takes
// longer to make up its mind here (its measure is roughly bytes run). Has to be said before any wasm is compiled.
setFlagsFromString("--wasm-tiering-budget=300000000");
require("../wasm/cli.cjs");
