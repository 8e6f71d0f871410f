import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../lib/cli/commands';
import { makeProject, removeProjects, values } from './project';

afterAll(removeProjects);
const escapeSequence = '\u001b[';

test('--help lists every command and the exit codes', () => {
  const { code, stdout } = makeProject({}).pgfleet(['--help']);
  expect(code).toBe(0);
  for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`  ${name} .*${summary.slice(0, 20)}`));
  expect(stdout).toContain('Exit codes:');
  expect(stdout).toContain('Examples:');
});

test.each(commands.map((command) => [command.name, command] as const))('%s --help has examples', (name, command) => {
  const { code, stdout } = makeProject({}).pgfleet([name, '--help']);
  expect(code).toBe(0);
  expect(command.examples.length).toBeGreaterThan(1);
  for (const { line } of command.examples) expect(stdout).toContain(line);
});

test.each([
  [['snyth'], 'Did you mean synth?'],
  [['synth', '--chekc'], 'Did you mean --check?'],
  [['synth', '-o', 'xml'], 'Allowed choices are text, json, github'],
  [['list', 'extra'], 'too many arguments'],
  [['deelte', 'dev'], 'Did you mean delete?'],
  [['new', 'dev', '--form', 'qa'], 'Did you mean --from?'],
  [['delete', 'dev', '--yse', 'dev'], 'Did you mean --yes?'],
])('%j is wrong usage: exit 2 and a hint', (args, hint) => {
  const { code, stdout, stderr } = makeProject({ dev: values('shop') }).pgfleet(args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(hint);
});

/** One that is gone here may still be in the cluster, or in a commit: they look there first, and their own tests say the same of them. */
const elsewhere = ['status', 'plan'];
const named = commands.filter(
  ({ name, parameters }) =>
    parameters.includes('environment') && parameters !== '[environment]' && !elsewhere.includes(name),
);
const missing = [
  ...named.map(({ name }) => [name, [name, 'orderz']] as const),
  ['new --from', ['new', 'x', '--from', 'orderz']] as const,
  ['explain', ['explain', 'orderz']] as const,
];

test.each(missing)('%s suggests the environment that was probably meant', (_, args) => {
  const { code, stdout, stderr } = makeProject({ orders: values('orders') }).pgfleet(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('did you mean "orders"?');
});

test('colour is for terminals, and NO_COLOR and FORCE_COLOR decide', () => {
  const project = makeProject({ dev: 'ownr: x\n' });
  expect(project.pgfleet(['validate']).stderr).not.toContain(escapeSequence);
  expect(project.pgfleet(['validate'], { env: { FORCE_COLOR: '1' } }).stderr).toContain(escapeSequence);
  expect(project.pgfleet(['validate'], { env: { NO_COLOR: '1' } }).stderr).not.toContain(escapeSequence);
});

test('the project is found from a folder inside it', () => {
  const project = makeProject({ dev: values('shop') });
  expect(project.pgfleet(['validate'], { cwd: join(project.root, 'environments', 'dev') })).toMatchObject({ code: 0 });
});

test('validate names mistakes and never looks at dist/', () => {
  const project = makeProject({ dev: values('shop') });
  expect(project.pgfleet(['validate'])).toMatchObject({ code: 0, stdout: '' });
  expect(readdirSync(project.root)).not.toContain('dist');
  project.write('environments/dev/values.yaml', 'owner: [\n');
  expect(project.pgfleet(['validate', '-o', 'github'])).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/^::error file=environments\/dev\/values\.yaml,line=\d+,col=\d+,title=yaml-syntax::/),
  });
});

test('list shows one line per environment, and the same as JSON', () => {
  const project = makeProject({ dev: values('shop'), qa: `${values('shop')}suspended: true\n` });
  const [heading, dev, qa] = project.pgfleet(['list']).stdout.split('\n');
  expect(heading).toBe('ENVIRONMENT  KIND      VERSION  SIZE  OWNER      BACKUPS  PROTECTION  STATE');
  expect(dev).toBe('dev          database  17       1Gi   team-shop  none     Retain      -');
  expect(qa).toMatch(/^qa .* suspended/);
  expect(JSON.parse(project.pgfleet(['list', '-o', 'json']).stdout)).toMatchObject({
    schemaVersion: 1,
    environments: [
      { environment: 'dev', namespace: 'postgres-dev' },
      { environment: 'qa', state: 'suspended' },
    ],
  });
});

test('list says what is over, and shows only that, or what is of a team or kind', () => {
  const until = (date: string): string => `${values('shop')}expiresOn: ${date}\n`;
  const erp = 'owner: erp\nexternal: {host: db.example, secret: erp-login}\nchecks: {level: quick}\n';
  const project = makeProject({ erp, new: until('2999-01-01'), old: until('2020-01-31') });
  const { stdout } = project.pgfleet(['list']);
  expect(stdout).toMatch(/^old .* 2020-01-31 OVER$/m);
  expect(stdout).toMatch(/^new .* 2999-01-01$/m);
  expect(stdout).not.toContain('STATE');
  const ids = (...args: readonly string[]) =>
    JSON.parse(project.pgfleet(['list', '-o', 'json', ...args]).stdout).environments.map(
      ({ environment }: { readonly environment: string }) => environment,
    );
  expect(ids('--expired')).toEqual(['old']);
  expect(ids('--kind', 'external')).toEqual(['erp']);
  expect(ids('--owner', 'team-shop')).toEqual(['new', 'old']);
  expect(ids('--owner', 'team-shop', '--kind', 'external')).toEqual([]);
});

test('list shows what a server elsewhere has, and the level of its checks', () => {
  const erp = 'owner: erp\nexternal: {host: db.example, secret: erp-login}\nchecks: {level: quick}\n';
  const project = makeProject({ erp, shop: `${values('shop')}checks: {level: full}\n` });
  const { environments } = JSON.parse(project.pgfleet(['list', '-o', 'json']).stdout);
  expect(environments).toEqual([
    expect.objectContaining({ environment: 'erp', kind: 'external', checks: 'quick', version: '', host: 'db.example' }),
    expect.objectContaining({ environment: 'shop', kind: 'database', checks: 'full', host: '' }),
  ]);
});

test('list shows what VDBs are copies of', () => {
  const source = (name: string) => `{source: {type: dct-source, reference: ${name}}}`;
  const owner = 'owner: team\nprofile: development\n';
  const project = makeProject({
    one: `${owner}vdb: ${source('"10.0.1.54:largedb"')}\n`,
    two: `${owner}vdbs: {a: ${source('x')}, b: ${source('y')}}\n`,
  });
  const { environments } = JSON.parse(project.pgfleet(['list', '-o', 'json']).stdout);
  expect(environments).toEqual([
    expect.objectContaining({
      kind: 'vdb',
      source: 'dct-source 10.0.1.54:largedb',
      namespace: 'postgres-vdbs-one',
      backup: '',
    }),
    expect.objectContaining({ source: 'a: dct-source x, b: dct-source y' }),
  ]);
});

test.each([
  ['backup', ['backup', 'shop'], 'shop is a VDB, a copy: its source is what is backed up'],
  [
    'restore',
    ['restore', 'shop', '--to', '2026-11-20T12:00:00Z'],
    'going back to a snapshot is an action of kind VDBRewind',
  ],
])('%s of a VDB says whose it is', (_, args, words) => {
  const project = makeProject({
    shop: 'owner: a\nprofile: development\nvdb: {source: {type: dct-source, reference: a}}\n',
  });
  const { code, stderr } = project.pgfleet(args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
});

test('explain knows keys, codes and environments, and suggests', () => {
  const project = makeProject({ dev: values('shop') });
  expect(project.pgfleet(['explain', 'database.storage.size']).stdout).toMatch(/unit +bytes/);
  expect(project.pgfleet(['explain', 'no-effect']).stdout).toContain('has no effect');
  const explained = project.pgfleet(['explain', 'dev']).stdout;
  expect(explained).toMatch(/^database\.name: shop +# environments\/dev\/values\.yaml:4$/m);
  expect(explained).toMatch(
    /^images\.postgres: registry\.example\/pgfleet-postgres:17 +# environments\/defaults\.yaml:1$/m,
  );
  expect(explained).toMatch(/^cluster: in-cluster +# built-in profile$/m);
  const wrong = project.pgfleet(['explain', 'database.storage.siez']);
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('did you mean "database.storage.size"?');
});

test('explain knows the codes of findings, and suggests them', () => {
  const project = makeProject({ dev: values('shop') });
  expect(project.pgfleet(['explain', 'checksums-failed'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^checksums-failed: .+\.\n\n {2}severity {2}critical\n {2}check {5}checksums\n {2}do {8}.+\n {2}page {6}docs\/checks\.md\n$/,
    ),
  });
  expect(JSON.parse(project.pgfleet(['explain', 'index-invalid', '-o', 'json']).stdout)).toEqual({
    schemaVersion: 1,
    code: 'index-invalid',
    finding: {
      check: 'indexes',
      severity: 'warning',
      means: expect.stringMatching(/./),
      do: expect.stringMatching(/./),
      page: 'docs/checks.md',
    },
  });
  expect(project.pgfleet(['explain', 'checksum-failed']).stderr).toContain('did you mean "checksums-failed"?');
});

test('a word that every object of the language knows is no code', () => {
  expect(makeProject({ dev: values('shop') }).pgfleet(['explain', 'constructor'])).toMatchObject({
    code: 2,
    stdout: '',
  });
});

test('a code of an error that is one of a finding as well is explained as both', () => {
  expect(makeProject({ dev: values('shop') }).pgfleet(['explain', 'file-missing'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^file-missing: .*values\.yaml.*\n\nfile-missing: .*\n\n {2}severity/),
  });
});

test('the package that npm pack makes runs without the sources', () => {
  const checkout = join(__dirname, '..', '..');
  const target = mkdtempSync(join(tmpdir(), 'pgfleet-pack-'));
  try {
    const pack = spawnSync('npm', ['pack', '--pack-destination', target], { cwd: checkout, encoding: 'utf8' });
    expect(pack.status).toBe(0);
    const [tarball] = readdirSync(target);
    expect(spawnSync('tar', ['-xzf', tarball ?? '', '-C', target], { cwd: target }).status).toBe(0);
    symlinkSync(join(checkout, 'node_modules'), join(target, 'node_modules'));
    const project = makeProject({ dev: values('shop') });
    const program = join(target, 'package', 'bin', 'pgfleet.js');
    expect(project.pgfleet(['synth'], { program })).toMatchObject({ code: 0 });
    expect(project.dist().size).toBeGreaterThan(10);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
});
