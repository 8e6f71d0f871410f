#!/usr/bin/env node
// The program: installs and compiles on first use, then runs lib/cli.

const { root, install, build } = require('./build.js');
install();
build();
require(`${root}/.build/lib/cli/index.js`).main(process.argv.slice(2));
