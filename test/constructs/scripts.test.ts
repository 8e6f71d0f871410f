import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkScripts, scripts, scriptsFor } from '../../lib/constructs/scripts';

const directory = join(__dirname, '..', '..', 'lib', 'scripts');
const methods = ['pgBackRest', 'pgDump', 'none'] as const;

/** Scripts that a script names: by its path in the container, or in a list of parts. */
const named = (text: string): string[] => [
  ...[...text.matchAll(/\/scripts\/([-a-z]+\.(?:sh|sql))/g)].map(([, name]) => name ?? ''),
  ...[
    ...text.matchAll(/^ *for part in ([-a-z ]+); do\n(?:(?! *done).*\n)*?.*\/scripts\/([-a-z]*)\$part\.sh/gm),
  ].flatMap(([, parts = '', prefix]) => parts.split(' ').map((part) => `${prefix}${part}.sh`)),
];

/** What `pgfleet status` runs on the machine of its user is in no ConfigMap. */
const outside = join(directory, 'status');

test('no two folders have a file of the same name, and every file is in one of them', () => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.parentPath !== outside,
  );
  const read = files.map(({ name }) => name).filter((name) => !name.endsWith('.yaml'));
  expect(Object.keys(scripts()).sort()).toEqual(read.sort());
  expect(files.filter(({ parentPath }) => parentPath === directory)).toEqual([]);
});

test.each(methods)('with %s every script finds those that it reads', (method) => {
  const present = scriptsFor(method);
  const wanted = Object.values(present).flatMap(named);
  expect(wanted.length).toBeGreaterThan(15);
  expect(wanted.filter((name) => present[name] === undefined)).toEqual([]);
});

test('the scripts of checks are a map of their own, in which they find all that they read', () => {
  const present = checkScripts();
  expect(Object.keys(present)).toEqual(expect.arrayContaining(['check.sh', 'report.sh', 'report.jq', 'findings.json']));
  expect(
    Object.values(present)
      .flatMap(named)
      .filter((name) => present[name] === undefined),
  ).toEqual([]);
  expect(Object.keys(scriptsFor('pgBackRest')).filter((name) => name in present)).toEqual([]);
  expect(checkScripts()).toBe(checkScripts());
});

/** Source: kubernetes apimachinery, TotalAnnotationSizeLimitB; the rest is for metadata. */
test('`kubectl apply` can keep its copy of each map in an annotation', () => {
  for (const map of [checkScripts(), ...methods.map(scriptsFor)])
    expect(Buffer.byteLength(JSON.stringify(map))).toBeLessThan(256 * 1024 - 4096);
});

test('an environment carries the scripts of its own method only', () => {
  expect(Object.keys(scriptsFor('none'))).not.toContain('backup.sh');
  expect(Object.keys(scriptsFor('pgDump'))).not.toContain('backup.sh');
  expect(Object.keys(scriptsFor('pgBackRest'))).not.toContain('dump.sh');
  expect(scriptsFor('none')).toBe(scriptsFor('none'));
});

/** A single other character makes node keep all of a ConfigMap in two bytes each, and writing it takes several times as long. */
test('scripts are ASCII', () => {
  const others = Object.entries(scripts()).flatMap(([name, text]) =>
    [...text].filter((character) => character > '\x7f').map((character) => `${name}: ${character}`),
  );
  expect(others).toEqual([]);
});
