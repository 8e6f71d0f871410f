#!/usr/bin/env node
// `node bin/run.js jest|tsc|biome|bench|main|build [ARGUMENT...]`: a development tool, or a program of ours, on a fresh clone too.

const { spawnSync } = require('node:child_process');
const { root, install, build } = require('./build.js');

const programs = { main: 'main.js', bench: 'bench/bench.js' };
const [name, ...rest] = process.argv.slice(2);
install();
build();
if (programs[name] !== undefined) {
  process.argv.splice(1, 2, `${root}/.build/${programs[name]}`);
  require(process.argv[1]);
} else if (name !== 'build') {
  const tool = spawnSync(`${root}/node_modules/.bin/${name}`, rest, { cwd: root, stdio: 'inherit' });
  process.exit(tool.status ?? 3);
}
