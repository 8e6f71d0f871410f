import { changeConflicts, type PlaceOf } from '../../lib/checks/change';
import type { Manifest } from '../../lib/manifest';
import { built } from './manifests';

const placeOf: PlaceOf = (path) => ({ file: path.join('.'), line: 1, column: 1 });
const environment = (database: string) => built(`database: {name: a, owner: a, ${database}}\n`);
const conflicts = (before: string, after: string): string[] =>
  changeConflicts(environment(before), environment(after), placeOf).map(({ code, file }) => `${code} ${file}`);

test.each([
  ['nothing changes', 'storage: {size: 10Gi}', 'storage: {size: 10Gi}', []],
  ['a claim grows', 'storage: {size: 10Gi, walSize: 1Gi}', 'storage: {size: 20Gi, walSize: 2Gi}', []],
  ['the same size in another unit', 'storage: {size: 1Gi}', 'storage: {size: 1024Mi}', []],
  ['a claim shrinks', 'storage: {size: 20Gi}', 'storage: {size: 10Gi}', ['storage-shrinks database.storage.size']],
  [
    'a claim shrinks below a decimal',
    'storage: {size: 1Gi}',
    'storage: {size: 1G}',
    ['storage-shrinks database.storage.size'],
  ],
  [
    'the claim of the log shrinks',
    'storage: {size: 20Gi, walSize: 4Gi}',
    'storage: {size: 20Gi, walSize: 3Gi}',
    ['storage-shrinks database.storage.walSize'],
  ],
  [
    'the class changes',
    'storage: {storageClass: a}',
    'storage: {storageClass: b}',
    ['resources database.storage.storageClass'],
  ],
  ['the class is named', 'generation: 1', 'storage: {storageClass: b}', ['resources database.storage.storageClass']],
  ['the major changes', 'version: "15"', 'version: "17"', ['image database.version']],
  [
    'the major changes, with a log',
    'version: "17", storage: {walSize: 1Gi}',
    'version: "15", storage: {walSize: 1Gi}',
    ['image database.version'],
  ],
  [
    'the major of ephemeral storage changes',
    'version: "15", storage: {ephemeral: true}',
    'version: "17", storage: {ephemeral: true}',
    [],
  ],
  [
    'all of it at a new generation',
    'version: "15"',
    'version: "17", generation: 2, storage: {size: 1Gi, storageClass: b}',
    [],
  ],
])('%s', (_, before, after, expected) => expect(conflicts(before, after)).toEqual(expected));

test.each([
  ['grows', 'size: 20Gi', '"17"', []],
  ['shrinks', 'size: 5Gi', '"17"', ['storage-shrinks backup.repository.size']],
  ['gets another class', 'size: 10Gi, storageClass: b', '"17"', ['resources backup.repository.storageClass']],
  ['holds backups of two majors, at a new generation of the data', 'size: 10Gi', '"18", generation: 2', []],
])('the claim of the backups %s', (_, repository, version, expected) => {
  const backup = (values: string, database: string) =>
    built(`database: {name: a, owner: a, version: ${database}}
backup: {method: pgBackRest, repository: {type: volume, ${values}}, retention: {full: 4}}
`);
  const found = changeConflicts(backup('size: 10Gi', '"17"'), backup(repository, version), placeOf);
  expect(found.map(({ code, file }) => `${code} ${file}`)).toEqual(expected);
});

test('each refusal says the way out', () => {
  for (const { message } of changeConflicts(
    environment('version: "15"'),
    environment('version: "17", storage: {size: 1Gi, storageClass: b}'),
    placeOf,
  ))
    expect(message).toContain('raise database.generation');
});

test('an object of somebody else is not ours to judge', () => {
  const claim = (storage: string) => [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'x' },
      spec: { resources: { requests: { storage } } },
    },
  ];
  expect(changeConflicts(claim('2Gi'), claim('1Gi'), placeOf)).toEqual([]);
});

/** The claim of reports, as it is in dist/. */
const reports = (storage: string, version: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {
    name: 'postgres-reports',
    labels: { 'app.kubernetes.io/part-of': 'pgfleet', 'app.kubernetes.io/version': version },
  },
  spec: { resources: { requests: { storage } } },
});

test.each([
  ['grows, beside another major', reports('2Gi', '18'), []],
  ['shrinks', reports('512Mi', '17'), ['storage-shrinks checks.report.size']],
])('the claim of the reports %s', (_, after, expected) => {
  const found = changeConflicts([reports('1Gi', '17')], [after], placeOf);
  expect(found.map(({ code, file }) => `${code} ${file}`)).toEqual(expected);
});
