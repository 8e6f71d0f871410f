import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Drift, openComparison } from '../../lib/output/compare';
import { type Fleet, fleet, snapshot, synth, temporaryDirectory } from './fleet';

const ids = ['a', 'b'];
let directory: string;
let dist: string;
beforeEach(() => {
  directory = temporaryDirectory();
  dist = join(directory, 'dist');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const drift = (one: Fleet, only?: readonly string[]): Drift => {
  const before = snapshot(directory);
  const comparison = openComparison(dist);
  for (const id of only ?? one.ids) comparison.compare(id, one.files(id));
  const found = comparison.finish({
    environments: one.ids,
    prune: false,
    allowRename: false,
    ...(only === undefined ? {} : { only }),
  });
  expect(snapshot(directory)).toEqual(before);
  return found;
};
const none: Drift = { missing: [], stale: [], superfluous: [], diagnostics: [] };

test('after a synth nothing differs', () => {
  synth(dist, fleet(ids));
  expect(drift(fleet(ids))).toEqual(none);
});

test('without dist everything is missing', () => {
  expect(drift(fleet(['a'], { objects: 1 }))).toEqual({
    ...none,
    missing: ['a/ConfigMap.c0.yaml', 'a/ConfigMap.pgfleet-environment.yaml'],
  });
});

test('missing, stale and superfluous files are told apart, and a removed environment is named', () => {
  synth(dist, fleet([...ids, 'gone'], { objects: 2 }));
  rmSync(join(dist, 'a/ConfigMap.c0.yaml'));
  const changed: Fleet = {
    ids,
    files: (id) => fleet(ids, id === 'b' ? { objects: 1, revision: '2' } : { objects: 2 }).files(id),
  };
  expect(drift(changed)).toEqual({
    ...none,
    missing: ['a/ConfigMap.c0.yaml'],
    stale: ['b/ConfigMap.c0.yaml'],
    superfluous: ['b/ConfigMap.c1.yaml', 'gone/'],
  });
  expect(drift(changed, ['a'])).toEqual({ ...none, missing: ['a/ConfigMap.c0.yaml'] });
});

test('what a synth would refuse is a diagnostic', () => {
  synth(dist, fleet(ids));
  mkdirSync(join(dist, 'notes'));
  writeFileSync(join(dist, 'notes/x.txt'), '');
  expect(drift(fleet(ids)).diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual([
    'output-conflict dist/notes/x.txt',
  ]);
});

test('a symbolic link in the place of dist is a diagnostic', () => {
  mkdirSync(join(directory, 'elsewhere'));
  symlinkSync('elsewhere', dist);
  expect(drift(fleet(ids)).diagnostics.map(({ code }) => code)).toEqual(['symbolic-link']);
});

test('a file beside those that the cache knows is superfluous', () => {
  synth(dist, fleet(['a'], { objects: 2 }));
  const comparison = openComparison(dist);
  comparison.keep('a', ['ConfigMap.c0.yaml', 'ConfigMap.pgfleet-environment.yaml']);
  expect(comparison.finish({ environments: ['a'], prune: false, allowRename: false })).toEqual({
    ...none,
    superfluous: ['a/ConfigMap.c1.yaml'],
  });
});
