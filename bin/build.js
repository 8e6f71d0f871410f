// Compiles the TypeScript sources into .build/, file by file and only those that changed, so that a start costs a
// few milliseconds. Plain JavaScript, because it runs before anything is compiled.

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const root = path.join(__dirname, '..');
const target = path.join(root, '.build');
/** What runs from .build/. Tests are compiled by jest itself. */
const sources = ['lib', 'bench', 'main.ts'];

const packageLock = path.join(root, 'package-lock.json');
/** What npm writes last. */
const installed = path.join(root, 'node_modules', '.package-lock.json');

/** Installs the locked dependencies of a fresh clone, or after the lock file changed. Needs npm and, this once, the network. */
function install() {
  if (!fs.existsSync(packageLock)) return; // an installed package: npm has brought the dependencies
  if (modified(installed) >= modified(packageLock)) return;
  const endTurn = takeTurn();
  const fine = modified(installed) >= modified(packageLock) || npmCi();
  endTurn();
  if (!fine) process.exit(3);
}

function npmCi() {
  process.stderr.write('pgfleet: installing dependencies (npm ci)\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) {
    process.stderr.write('pgfleet: npm ci failed; its messages are above\n');
    return false;
  }
  // npm keeps the time of an unchanged file: without this, the next start would install again.
  const now = new Date();
  fs.utimesSync(installed, now, now);
  return true;
}

/** Two at once would delete each other's files. Waits for the other one as long as it lives; returns how to end one's own turn. */
function takeTurn() {
  const turn = path.join(target, 'installing');
  fs.mkdirSync(target, { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(turn, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(turn, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!lives(turn)) fs.rmSync(turn, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/** Whether the process that wrote its number there still runs. One that has not written it yet has just begun. */
function lives(file) {
  try {
    const pid = Number(fs.readFileSync(file, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Brings .build/ up to date with the sources. A package made by `npm pack` has no sources and needs nothing. */
function build() {
  if (!fs.existsSync(path.join(root, 'main.ts'))) return;
  const wanted = new Map(sources.flatMap((source) => files(source)).map((file) => [output(file), file]));
  for (const [to, from] of wanted) {
    const changed = modified(path.join(root, from));
    if (Math.abs(modified(path.join(target, to)) - changed) < 1) continue;
    replace(
      path.join(target, to),
      from.endsWith('.ts') ? compile(from) : fs.readFileSync(path.join(root, from)),
      changed,
    );
  }
  for (const stale of files('lib', target).filter((file) => !wanted.has(file))) fs.rmSync(path.join(target, stale));
}

function compile(file) {
  const swc = require('@swc/core');
  return swc.transformFileSync(path.join(root, file), {
    configFile: false,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs', lazy: false },
  }).code;
}

const output = (file) => file.replace(/\.ts$/, '.js');

/** Regular files below a folder or the file itself, relative to `base`. */
function files(start, base = root) {
  const stat = fs.statSync(path.join(base, start), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [start];
  return fs.readdirSync(path.join(base, start), { withFileTypes: true }).flatMap((entry) => {
    const name = `${start}/${entry.name}`;
    return entry.isDirectory() ? files(name, base) : [name];
  });
}

const modified = (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/**
 * By rename, since two starts may build at once. The result has the time of its source, and is built again whenever the two differ: a
 * source can also become older, by a checkout of another version or from an archive.
 */
function replace(file, content, modifiedMs) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  fs.writeFileSync(temporary, content);
  fs.utimesSync(temporary, modifiedMs / 1000, modifiedMs / 1000);
  fs.renameSync(temporary, file);
}

module.exports = { root, install, build };
