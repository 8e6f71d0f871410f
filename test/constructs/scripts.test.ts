import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scripts, scriptsFor } from '../../lib/constructs/scripts';

const directory = join(__dirname, '..', '..', 'lib', 'scripts');
const methods = ['pgBackRest', 'pgDump', 'none'] as const;

/** Scripts that a script names: by its path in the container, or in a list of parts. */
const named = (text: string): string[] => [
  ...[...text.matchAll(/\/scripts\/([-a-z]+\.(?:sh|sql))/g)].map(([, name]) => name ?? ''),
  ...[...text.matchAll(/^ *for part in ([-a-z ]+); do/gm)].flatMap(([, parts = '']) =>
    parts.split(' ').map((part) => `${part}.sh`),
  ),
];

test('no two folders have a file of the same name, and every file is in one of them', () => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(Object.keys(scripts()).sort()).toEqual(files.map(({ name }) => name).sort());
  expect(files.filter(({ parentPath }) => parentPath === directory)).toEqual([]);
});

test.each(methods)('with %s every script finds those that it reads', (method) => {
  const present = scriptsFor(method);
  const wanted = Object.values(present).flatMap(named);
  expect(wanted.length).toBeGreaterThan(15);
  expect(wanted.filter((name) => present[name] === undefined)).toEqual([]);
});

test('an environment carries the scripts of its own method only', () => {
  expect(Object.keys(scriptsFor('none'))).not.toContain('backup.sh');
  expect(Object.keys(scriptsFor('pgDump'))).not.toContain('backup.sh');
  expect(Object.keys(scriptsFor('pgBackRest'))).not.toContain('dump.sh');
  expect(scriptsFor('none')).toBe(scriptsFor('none'));
});
