import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { cacheKey, openCache } from '../../lib/output/cache';
import { openOutput } from '../../lib/output/write';
import { type Fleet, fleet, opened, snapshot, succeeded, temporaryDirectory } from './fleet';

const ids = ['a', 'b', 'c'];
let directory: string;
let dist: string;
let file: string;
beforeEach(() => {
  directory = temporaryDirectory();
  dist = join(directory, 'dist');
  file = join(directory, '.cache', 'synth-cache');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Run {
  readonly built: readonly string[];
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly summaries: readonly unknown[];
}

/** The straight line with its cache; the inputs of an environment are its rendered files. */
const run = (one: Fleet, version = 'v1', only: readonly string[] = one.ids): Run => {
  const output = opened(openOutput(dist));
  try {
    const cache = openCache(file, dist, version, output.clockMs);
    const built: string[] = [];
    const summaries: unknown[] = [];
    for (const id of only) {
      const key = cacheKey([...one.files(id).values()]);
      const hit = cache.lookup(id, key);
      if (hit !== undefined) {
        output.keep(id, hit.names);
        summaries.push(hit.summary);
        continue;
      }
      built.push(id);
      output.stage(id, one.files(id));
      cache.record(id, key, { of: id });
    }
    const scope = { environments: one.ids, prune: true, allowRename: true, ...(only === one.ids ? {} : { only }) };
    const report = succeeded(output.commit(scope));
    cache.save(report.stamps, one.ids);
    return { built, written: report.written, removed: report.removedFiles, summaries };
  } finally {
    output.close();
  }
};
const path = (name: string): string => join(dist, name);

test('unchanged environments are not built again, and their summaries come back', () => {
  expect(run(fleet(ids)).built).toEqual(ids);
  const before = snapshot(dist);
  expect(run(fleet(ids))).toEqual({ built: [], written: [], removed: [], summaries: ids.map((id) => ({ of: id })) });
  expect(snapshot(dist)).toEqual(before);
});

test('one changed environment is built alone', () => {
  run(fleet(ids));
  const changed: Fleet = { ids, files: (id) => fleet(ids, { revision: id === 'b' ? '2' : '1' }).files(id) };
  expect(run(changed)).toMatchObject({
    built: ['b'],
    written: ['b/ConfigMap.c0.yaml', 'b/ConfigMap.c1.yaml', 'b/ConfigMap.c2.yaml'],
  });
  expect(run(changed).built).toEqual([]);
});

test('another version of the program builds everything', () => {
  run(fleet(ids));
  expect(run(fleet(ids), 'v2')).toMatchObject({ built: ids, written: [] });
  expect(run(fleet(ids), 'v2').built).toEqual([]);
});

test('a run of one environment keeps what is known of the others, and removed ones are forgotten', () => {
  run(fleet(ids));
  run(fleet(ids, { revision: '2' }), 'v1', ['b']);
  expect(run({ ids, files: (id) => fleet(ids, { revision: id === 'b' ? '2' : '1' }).files(id) }).built).toEqual([]);
  run(fleet(['a']));
  expect(readFileSync(file, 'utf8')).not.toContain('"b"');
});

describe('a file in dist', () => {
  test.each([
    ['edited', (name: string) => writeFileSync(name, readFileSync(name, 'utf8').replace('"1"', '"9"'))],
    ['deleted', (name: string) => rmSync(name)],
    [
      'emptied to its first line',
      (name: string) => writeFileSync(name, readFileSync(name, 'utf8').split('\n').slice(0, 1).join('\n')),
    ],
  ])('that was %s is written again', (_, damage) => {
    run(fleet(ids));
    run(fleet(ids));
    const text = readFileSync(path('b/ConfigMap.c1.yaml'), 'utf8');
    damage(path('b/ConfigMap.c1.yaml'));
    expect(run(fleet(ids))).toMatchObject({ built: ['b'], written: ['b/ConfigMap.c1.yaml'] });
    expect(readFileSync(path('b/ConfigMap.c1.yaml'), 'utf8')).toBe(text);
  });

  test('that was edited with its size and times restored is written again', () => {
    run(fleet(ids));
    const name = path('b/ConfigMap.c1.yaml');
    utimesSync(name, 1, 1);
    for (let again = 0; again < 3; again++) expect(run(fleet(ids)).built).toEqual([]);
    writeFileSync(name, readFileSync(name, 'utf8').replace('"1"', '"9"'));
    utimesSync(name, 1, 1);
    expect(run(fleet(ids))).toMatchObject({ built: ['b'], written: ['b/ConfigMap.c1.yaml'] });
  });

  test('that was edited right after the run, in the same tick of the clock, is written again', () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      run(fleet(ids));
      const text = readFileSync(path('c/ConfigMap.c2.yaml'), 'utf8');
      writeFileSync(path('c/ConfigMap.c2.yaml'), text.replace('"1"', '"9"'));
      expect(run(fleet(ids)).written).toEqual(['c/ConfigMap.c2.yaml']);
    }
  });

  test('that only got new times is read once and not built', () => {
    run(fleet(ids));
    utimesSync(path('a/ConfigMap.c0.yaml'), 1, 1);
    expect(run(fleet(ids)).built).toEqual([]);
    const saved = readFileSync(file, 'utf8');
    expect(run(fleet(ids)).built).toEqual([]);
    expect(readFileSync(file, 'utf8')).toContain(saved.slice(-20));
  });

  test('that is superfluous is removed without building', () => {
    run(fleet(ids));
    copyFileSync(path('a/ConfigMap.c0.yaml'), path('a/ConfigMap.old.yaml'));
    expect(run(fleet(ids))).toMatchObject({ built: [], removed: ['a/ConfigMap.old.yaml'] });
    expect(existsSync(path('a/ConfigMap.old.yaml'))).toBe(false);
    expect(run(fleet(ids))).toMatchObject({ built: [], removed: [] });
  });
});

test('a damaged, cut off or foreign cache is only slower', () => {
  run(fleet(ids));
  const whole = readFileSync(file);
  const before = snapshot(dist);
  const damaged = fc.oneof(
    fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      return bytes;
    }),
    fc.nat(whole.length - 1).map((length) => whole.subarray(0, length)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([whole, Buffer.from(bytes), Buffer.from('x')])),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('', '[]', '{}', 'null', 'pgfleet-cache 1', 'pgfleet-cache 1 x "v1"\n[]')
      .map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(damaged, (bytes) => {
      writeFileSync(file, bytes);
      expect(run(fleet(ids))).toMatchObject({ built: ids, written: [] });
      expect(snapshot(dist)).toEqual(before);
      expect(run(fleet(ids)).built).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('a cache that can not be written is no error', () => {
  mkdirSync(join(file, 'in-the-way'), { recursive: true });
  expect(run(fleet(ids)).built).toEqual(ids);
  expect(run(fleet(ids)).built).toEqual(ids);
});

test('Git ignores the cache', () => {
  run(fleet(ids));
  expect(readFileSync(join(directory, '.cache/.gitignore'), 'utf8')).toBe('*\n');
});

test('the parts of a key keep their borders', () => {
  const keys = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['1:a'], ['é'], [Buffer.from('abc'), 'x']].map(
    cacheKey,
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(cacheKey([Buffer.from('é')])).toBe(cacheKey(['é']));
});
