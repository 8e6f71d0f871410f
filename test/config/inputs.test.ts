import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environmentNameFault } from '../../lib/config/environment-names';
import { readFleet } from '../../lib/config/inputs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pgfleet-inputs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text = 'owner: a\n'): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const remarks = (only?: readonly string[]): readonly string[] =>
  readFleet(root, only).diagnostics.map(({ file, code, message }) => `${file} ${code}: ${message}`);
const ids = (only?: readonly string[]): readonly string[] => readFleet(root, only).environments.map(({ id }) => id);

test('environments come sorted, with every file but hidden ones and the catalog entry', () => {
  write('environments/qa/values.yaml');
  write('environments/dev/values.yaml');
  write('environments/dev/schema.sql', 'select 1;');
  write('environments/dev/manifests/extra.yaml', 'kind: X\n');
  write('environments/dev/sql/more/b.sql');
  write('environments/dev/catalog-info.yaml');
  write('environments/dev/.hidden');
  write('environments/.git/config');
  write('environments/defaults.yaml', 'owner: b\n');
  write('environments/README.md');
  const fleet = readFleet(root);
  expect(fleet.diagnostics).toEqual([]);
  expect(fleet.environments.map(({ id }) => id)).toEqual(['dev', 'qa']);
  expect([...(fleet.environments[0]?.files.keys() ?? [])]).toEqual([
    'manifests/extra.yaml',
    'schema.sql',
    'sql/more/b.sql',
    'values.yaml',
  ]);
  expect(fleet.environments[0]?.files.get('schema.sql')?.toString()).toBe('select 1;');
  expect(fleet.defaults?.toString()).toBe('owner: b\n');
});

test.each(['Prod', 'a_b', '-a', 'a-', 'a.b', 'a b', 'prоd', 'ｐrod', 'a'.repeat(41), 'argocd'])(
  'C18 the directory %s is refused',
  (name) => {
    write(`environments/${name}/values.yaml`);
    write('environments/good/values.yaml');
    expect(ids()).toEqual(['good']);
    expect(readFleet(root).diagnostics).toMatchObject([
      { file: `environments/${name}`, code: 'environment-name', line: 1, column: 1 },
    ]);
  },
);

test.each(['../x', 'a/b', '', 'a\nb', '..'])('C18 the name %j is refused', (name) => {
  expect(environmentNameFault(name)).toBeDefined();
});

test.each(['a', '0', 'feature-123', 'a'.repeat(40)])('C18 the name %s is fine', (name) => {
  expect(environmentNameFault(name)).toBeUndefined();
});

test('C18 a letter that only looks like a Latin one is named', () => {
  expect(environmentNameFault('prоd')).toBe(
    '"prоd" holds "о" (U+043E), which is not an ASCII letter, though it may look like one',
  );
  expect(environmentNameFault('My Env_1')).toContain('for example my-env-1');
});

test('C19 names that differ only by case are told apart from one another', () => {
  write('environments/prod/values.yaml');
  write('environments/Prod/values.yaml');
  expect(remarks()).toEqual([expect.stringContaining('it differs from "prod" only by case')]);
});

test('C20 symbolic links are refused: an environment, its values, its files, the defaults', () => {
  write('elsewhere/values.yaml');
  write('environments/a/values.yaml');
  symlinkSync('../elsewhere', join(root, 'environments/b'));
  symlinkSync('loop', join(root, 'environments/loop'));
  mkdirSync(join(root, 'environments/c'));
  symlinkSync('../../elsewhere/values.yaml', join(root, 'environments/c/values.yaml'));
  write('environments/d/values.yaml');
  symlinkSync('/etc/passwd', join(root, 'environments/d/schema.sql'));
  symlinkSync('../elsewhere/values.yaml', join(root, 'environments/defaults.yaml'));
  const fleet = readFleet(root);
  expect(fleet.environments.map(({ id }) => id)).toEqual(['a']);
  expect(fleet.defaults).toBeUndefined();
  expect(fleet.diagnostics.map(({ code, file }) => `${code} ${file}`).sort()).toEqual([
    'symbolic-link environments/b',
    'symbolic-link environments/c/values.yaml',
    'symbolic-link environments/d/schema.sql',
    'symbolic-link environments/defaults.yaml',
    'symbolic-link environments/loop',
  ]);
});

test('C20 environments/ itself may not be a symbolic link', () => {
  write('elsewhere/dev/values.yaml');
  symlinkSync('elsewhere', join(root, 'environments'));
  expect(ids()).toEqual([]);
  expect(remarks()).toEqual(['environments symbolic-link: environments is a symbolic link: it must be a directory']);
});

test('S9 no environments is an error', () => {
  expect(remarks()).toEqual([expect.stringMatching(/^environments environment-empty: there is no directory/)]);
  write('environments/README.md');
  expect(remarks()).toEqual([expect.stringMatching(/^environments environment-empty: environments\/ holds no/)]);
});

test('only reads the named environments, and suggests a name for an unknown one', () => {
  write('environments/dev/values.yaml');
  write('environments/feature-123/values.yaml');
  write('environments/Bad/values.yaml');
  expect(ids(['dev', 'dev'])).toEqual(['dev']);
  expect(remarks(['dev'])).toEqual([]);
  expect(remarks(['feature-132', '../dev', 'zzz'])).toEqual([
    'environments environment-name: there is no environment "feature-132"; did you mean "feature-123"?',
    'environments environment-name: there is no environment "../dev"',
    'environments environment-name: there is no environment "zzz"',
  ]);
});

test('a directory without values.yaml is an error', () => {
  write('environments/dev/schema.sql');
  write('environments/qa/values.yml');
  expect(remarks()).toEqual([
    'environments/dev/values.yaml file-missing: environments/dev/ holds no values.yaml',
    'environments/qa/values.yaml file-missing: environments/qa/ holds no values.yaml, but values.yml: rename it',
  ]);
  expect(ids()).toEqual([]);
});

test('a file beyond 4 MiB is not read, which matters only for values.yaml', () => {
  write('environments/dev/values.yaml');
  write('environments/dev/dump.sql');
  truncateSync(join(root, 'environments/dev/dump.sql'), 4 * 1024 * 1024 + 1);
  expect(readFleet(root)).toMatchObject({ environments: [{ id: 'dev', oversized: ['dump.sql'] }], diagnostics: [] });
  truncateSync(join(root, 'environments/dev/values.yaml'), 4 * 1024 * 1024 + 1);
  expect(remarks()).toEqual([expect.stringMatching(/^environments\/dev\/values.yaml file-too-large/)]);
});

describe('environments that others may be restored from', () => {
  const sources = (only?: readonly string[]) =>
    readFleet(root, only).environments.map(({ id, sources: found }) => [id, found && [...found.files.keys()]]);

  test('are read where a text names them and speaks of bootstrap, and nowhere else', () => {
    write('environments/clone/values.yaml', 'bootstrap: {from: backup, environment: orders}\n');
    write('environments/orders/values.yaml', 'description: orders of clone\n');
    write('environments/other/values.yaml');
    expect(sources()).toEqual([
      ['clone', ['orders']],
      ['orders', undefined],
      ['other', undefined],
    ]);
  });

  test('come with their files, also where they were not asked for', () => {
    write('environments/clone/values.yaml', 'bootstrap: {from: backup, environment: orders}\n');
    write('environments/orders/values.yaml', 'owner: b\n');
    write('environments/orders/ca.pem', 'x\n');
    const fleet = readFleet(root, ['clone']);
    expect(fleet.environments.map(({ id }) => id)).toEqual(['clone']);
    const [clone] = fleet.environments;
    expect(clone?.sources?.ids).toEqual(['clone', 'orders']);
    expect([...(clone?.sources?.files.get('orders') ?? [])].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['ca.pem', 'x\n'],
      ['values.yaml', 'owner: b\n'],
    ]);
  });

  test('that cannot be read say so themselves, where they were asked for', () => {
    write('environments/clone/values.yaml', 'bootstrap: {from: backup, environment: orders}\n');
    write('environments/orders/other.yaml');
    expect(sources(['clone'])).toEqual([['clone', ['orders']]]);
    expect(remarks(['clone'])).toEqual([]);
    expect(remarks()).toEqual([
      'environments/orders/values.yaml file-missing: environments/orders/ holds no values.yaml',
    ]);
  });

  test('are found by defaults.yaml, and behind an escape', () => {
    write('environments/one/values.yaml', 'bootstrap: {environment: "tw\\u006f"}\n');
    write('environments/two/values.yaml');
    expect(sources()).toEqual([
      ['one', ['two']],
      ['two', undefined],
    ]);
    write('environments/one/values.yaml');
    write('environments/defaults.yaml', 'bootstrap: {environment: two}\n');
    expect(sources()).toEqual([
      ['one', ['two']],
      ['two', []],
    ]);
  });

  test('are not those that are gone', () => {
    write('environments/clone/values.yaml', 'bootstrap: {from: backup, environment: orders}\n');
    expect(sources()).toEqual([['clone', []]]);
  });
});
