import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openComparison } from '../../lib/output/compare';
import { openOutput } from '../../lib/output/write';
import { compileProgram, ended, said, start } from './child';
import { fleet, opened, paths, refusals, succeeded, synth, temporaryDirectory } from './fleet';

const ids = Array.from({ length: 20 }, (_, index) => `env-${index}`);
const objects = 5;

let program: string;
let directory: string;
let dist: string;
beforeAll(() => {
  program = compileProgram(`
    const { fleet, synth, opened } = require('./fleet');
    const { openOutput } = require('../../lib/output/write');
    const [dist, revision, mode] = process.argv.slice(2);
    const ids = ${JSON.stringify(ids)};
    const one = fleet(ids, { revision, objects: ${objects} });
    if (mode === 'hold') {
      opened(openOutput(dist));
      console.log('holding');
      setTimeout(() => undefined, 60000);
    } else if (mode === 'print') {
      for (const id of ids) for (const [path, text] of one.files(id)) console.log(path + text);
    } else {
      console.log('begin');
      const result = synth(dist, one);
      if (result.diagnostics) console.log(JSON.stringify(result.diagnostics));
      process.exitCode = result.diagnostics ? 1 : 0;
    }
  `);
});
afterAll(() => rmSync(dirname(dirname(dirname(program))), { recursive: true, force: true }));
beforeEach(() => {
  directory = temporaryDirectory();
  dist = join(directory, 'dist');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const revisionOf = (revision: string) => fleet(ids, { revision, objects });
const rendered = (revision: string): ReadonlyMap<string, string> =>
  new Map(ids.flatMap((id) => [...revisionOf(revision).files(id)]));
const generated = (): readonly string[] => paths(dist).filter((path) => !path.startsWith('.pgfleet-'));
const driftFrom = (revision: string): number => {
  const comparison = openComparison(dist);
  for (const id of ids) comparison.compare(id, revisionOf(revision).files(id));
  const { missing, stale, superfluous } = comparison.finish({ environments: ids, prune: false, allowRename: false });
  return missing.length + stale.length + superfluous.length;
};

test('S1 a run killed by -9 at any moment leaves every file whole, old or new, and the next run completes', async () => {
  succeeded(synth(dist, revisionOf('0')));
  let interrupted = 0;
  for (let attempt = 1; attempt <= 10; attempt++) {
    const [old, fresh] = [rendered(String(attempt - 1)), rendered(String(attempt))];
    const child = start(program, [dist, String(attempt)]);
    const end = ended(child);
    await said(child, 'begin');
    // From the first staged file to the last rename; a run takes about 30 ms.
    await new Promise((resolve) => setTimeout(resolve, attempt * 4));
    child.kill('SIGKILL');
    const { code } = await end;
    expect([null, 0]).toContain(code);
    for (const path of generated())
      expect([old.get(path), fresh.get(path)]).toContain(readFileSync(join(dist, path), 'utf8'));
    expect(generated()).toEqual([...old.keys()].sort((a, b) => (a < b ? -1 : 1)));
    if (code === null && driftFrom(String(attempt)) > 0) interrupted += 1;
    succeeded(synth(dist, revisionOf(String(attempt))));
    expect(driftFrom(String(attempt))).toBe(0);
    expect(readdirSync(dist).filter((name) => name.startsWith('.'))).toEqual([]);
  }
  expect(interrupted).toBeGreaterThan(1);
}, 60_000);

test('S1 a first run killed by -9 leaves only whole directories', async () => {
  for (let attempt = 1; attempt <= 4; attempt++) {
    const child = start(program, [dist, '1']);
    const end = ended(child);
    await said(child, 'begin');
    await new Promise((resolve) => setTimeout(resolve, attempt * 10));
    child.kill('SIGKILL');
    await end;
    const present = new Set(paths(directory).filter((path) => !path.includes('/.pgfleet-')));
    const all = rendered('1');
    for (const path of present) expect(readFileSync(join(directory, path), 'utf8')).toBe(all.get(path.slice(5)));
    expect(present.size % (objects + 1)).toBe(0);
    succeeded(synth(dist, revisionOf('1')));
    expect(driftFrom('1')).toBe(0);
    rmSync(dist, { recursive: true });
  }
}, 60_000);

describe('S5 two runs at once', () => {
  test('both end well, and dist is the work of one of them', async () => {
    for (let round = 1; round <= 3; round++) {
      const revisions = [`${round}-a`, `${round}-b`, `${round}-c`];
      const runs = await Promise.all(revisions.map((revision) => ended(start(program, [dist, revision]))));
      expect(runs).toEqual(revisions.map(() => ({ code: 0, stdout: 'begin\n' })));
      expect(revisions.map(driftFrom).filter((drift) => drift === 0)).toHaveLength(1);
      expect(readdirSync(dist).filter((name) => name.startsWith('.'))).toEqual([]);
    }
  }, 60_000);

  test('the second one gives up after a while and names the file that holds it', async () => {
    const child = start(program, [dist, '1', 'hold']);
    const end = ended(child);
    await said(child, 'holding');
    const result = synth(dist, revisionOf('1'), { waitMs: 50 });
    expect(refusals(result)).toEqual(['output-unwritable dist']);
    const holder = readdirSync(dist).find((name) => name.startsWith('.pgfleet-lock.'));
    expect(JSON.stringify(result)).toContain(`delete dist/${holder}`);
    expect(holder).toContain(`.${child.pid}.`);
    child.kill('SIGKILL');
    await end;
    expect(succeeded(synth(dist, revisionOf('1'), { waitMs: 0 })).written).toHaveLength(ids.length * (objects + 1));
  }, 60_000);

  test('in one process the second is refused as well', () => {
    const first = opened(openOutput(dist));
    expect(refusals(openOutput(dist, { waitMs: 0 }))).toEqual(['output-unwritable dist']);
    first.close();
    opened(openOutput(dist, { waitMs: 0 })).close();
  });

  test('a process that got the number of a dead one does not inherit its lock', () => {
    succeeded(synth(dist, revisionOf('1')));
    opened(openOutput(dist));
    const name = readdirSync(dist).find((one) => one.startsWith('.pgfleet-lock.')) ?? '';
    rmSync(join(dist, name));
    const [, , number, , host] = name.split('.');
    writeFileSync(join(dist, `.pgfleet-lock.${number}.1-00000000.${host}`), '');
    opened(openOutput(dist, { waitMs: 0 })).close();
  });

  test('the lock of another machine is respected', () => {
    succeeded(synth(dist, revisionOf('1')));
    writeFileSync(join(dist, '.pgfleet-lock.1.1-00000000.ffffffff'), '');
    expect(refusals(openOutput(dist, { waitMs: 0 }))).toEqual(['output-unwritable dist']);
  });
});

test('S8 other time zone, language and locale give the same bytes', async () => {
  const run = (environment: Readonly<Record<string, string>>) =>
    ended(start(program, [dist, '1', 'print'], environment));
  const one = await run({ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
  const other = await run({ TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' });
  expect(one.stdout.length).toBeGreaterThan(10_000);
  expect(other.stdout).toBe(one.stdout);
}, 60_000);
