import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, removeProjects, values } from './project';

afterAll(removeProjects);

const profile = ['--profile', 'development', '--owner', 'team-shop', '--database', 'shop'];
const environments = (root: string): readonly string[] => readdirSync(join(root, 'environments')).sort();

test('an environment from a profile is one file that validates', () => {
  const project = makeProject({});
  const { code, stdout, stderr } = project.pgfleet([
    'new',
    'dev',
    ...profile,
    '--access',
    'shop-dev, shop-qa',
    '--size',
    '3Gi',
    '--major',
    '17',
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '+ environments/dev/values.yaml\n' });
  expect(project.read('environments/dev/values.yaml')).toBe(`# yaml-language-server: $schema=../values.schema.json
owner: team-shop
profile: development
database:
  name: shop
  owner: shop
  version: "17"
  storage: {size: 3Gi}
access:
  namespaces: [shop-dev, shop-qa]
`);
  expect(stderr).toContain('npm run synth');
  expect(environments(project.root)).toEqual(['defaults.yaml', 'dev']);
});

test('a copy keeps comments and layout, brings its files, and is said to a program', () => {
  const text = `# Orders\n${values('shop')}  initSql: [schema.sql] # once\nnamespace: shop # ours\n`;
  const project = makeProject({ dev: text });
  project.write('environments/dev/schema.sql', 'CREATE TABLE a (b int);\n');
  project.write(
    'environments/dev/manifests/map.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n',
  );
  project.write('environments/dev/catalog-info.yaml', 'kind: Resource\n');
  const run = project.pgfleet(['new', 'qa', '--from', 'dev', '--owner', 'team-qa', '-o', 'json']);
  expect(run.code).toBe(0);
  expect(JSON.parse(run.stdout)).toEqual({
    schemaVersion: 1,
    environment: 'qa',
    kind: 'database',
    cluster: 'in-cluster',
    namespace: 'postgres-qa',
    expiresOn: '',
    files: ['environments/qa/manifests/map.yaml', 'environments/qa/schema.sql', 'environments/qa/values.yaml'],
    written: true,
  });
  expect(project.read('environments/qa/values.yaml')).toBe(
    `# yaml-language-server: $schema=../values.schema.json\n${text
      .replace('team-shop', 'team-qa')
      .replace('namespace: shop # ours\n', '')}description: Made from dev\n`,
  );
  expect(project.read('environments/qa/schema.sql')).toBe('CREATE TABLE a (b int);\n');
  expect(project.read('environments/qa/manifests/map.yaml')).toContain('namespace: postgres-qa}');
  expect(project.pgfleet(['validate'])).toMatchObject({ code: 0 });
});

test('a copy of a production database keeps its backups apart from those of the other one', () => {
  const backup =
    'backup: {method: pgBackRest, repository: {type: s3, bucket: backups, endpoint: s3.example, credentialsSecret: k}, retention: {full: 4}}\n';
  const project = makeProject({
    orders: `${values('shop').replace('development', 'production')}  generation: 2\n${backup}`,
  });
  expect(project.pgfleet(['new', 'orders-2', '--from', 'orders'])).toMatchObject({ code: 0 });
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
  const paths = [...project.dist()].flatMap(([file, { text }]) => {
    const path = /repo1-path=(\S+)/.exec(text)?.[1];
    return path === undefined ? [] : [`${file.split('/')[0]} ${path}`];
  });
  expect(new Set(paths)).toEqual(new Set(['orders /in-cluster/orders/2', 'orders-2 /in-cluster/orders-2/1']));
});

test('a branch gives a name, an end and a policy', () => {
  const project = makeProject({ dev: values('shop') });
  const run = project.pgfleet(['new', '--feature', 'Feature/ABC_123-ü', '--from', 'dev', '-o', 'json']);
  const { environment, expiresOn } = JSON.parse(run.stdout);
  expect(environment).toMatch(/^feature-abc-123-u-[0-9a-f]{8}$/);
  const days = (Date.parse(expiresOn) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(12.5);
  expect(days).toBeLessThan(14.5);
  const text = project.read(`environments/${environment}/values.yaml`);
  expect(text).toContain('description: Branch Feature/ABC_123-ü\n');
  expect(text).toContain('deletionPolicy: Delete\n');
});

test('a VDB is asked for by its source', () => {
  const project = makeProject({});
  const args = ['--profile', 'development', '--owner', 'team-shop', '--database', 'shop', '--vdb', '10.0.1.54:largedb'];
  expect(project.pgfleet(['new', 'copy', ...args])).toMatchObject({ code: 0 });
  expect(project.read('environments/copy/values.yaml')).toBe(`# yaml-language-server: $schema=../values.schema.json
owner: team-shop
profile: development
vdb:
  source: {type: dct-source, reference: "10.0.1.54:largedb"}
  database: {name: shop}
`);
});

test('--dry-run prints the file and writes nothing', () => {
  const project = makeProject({ dev: values('shop') });
  const { code, stdout } = project.pgfleet(['new', 'qa', '--from', 'dev', '--dry-run']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `# yaml-language-server: $schema=../values.schema.json\n${values('shop')}description: Made from dev\n`,
  });
  expect(environments(project.root)).toEqual(['defaults.yaml', 'dev']);
});

test.each([
  ['a value that is wrong', [...profile, '--size', '3 GB'], 'must be an amount like'],
  [
    'a name that PostgreSQL keeps',
    ['--profile', 'development', '--owner', 'x', '--database', 'postgres'],
    'reserved-name',
  ],
  ['production without a backup', ['--profile', 'production', '--owner', 'x', '--database', 'shop'], 'backup-missing'],
  ['another environment that does not exist', ['--from', 'devv'], 'did you mean "dev"?'],
  ['another environment with a mistake', ['--from', 'broken'], 'did you mean "owner"?'],
  [
    'a profile that does not exist',
    ['--profile', 'developmnt', '--owner', 'x', '--database', 'x'],
    'Allowed choices are',
  ],
  [
    'what another kind has',
    ['--from', 'erp', '--size', '1Gi'],
    '--size says nothing about an environment of kind external',
  ],
  ['flags that are missing', ['--profile', 'development'], 'missing: --owner, --database'],
  ['a namespace that another one claims', profile, 'is also claimed by other'],
])('%s: exit 2, and nothing is written', (_, args, words) => {
  const project = makeProject({
    broken: 'ownr: x\n',
    dev: values('shop'),
    erp: 'owner: erp\nexternal: {host: db.example, secret: erp-login}\nchecks: {level: quick}\n',
    other: `${values('shop')}namespace: postgres-qa\n`,
  });
  const before = environments(project.root);
  expect(project.pgfleet(['new', 'qa', ...args])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(words),
  });
  expect(environments(project.root)).toEqual(before);
});

test('a directory that exists is never touched, nor a link', () => {
  const project = makeProject({ dev: values('shop') });
  mkdirSync(join(project.root, 'environments', 'empty'));
  symlinkSync('nowhere', join(project.root, 'environments', 'link'));
  for (const id of ['dev', 'empty', 'link'])
    expect(project.pgfleet(['new', id, ...profile])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`environments/${id} exists already`),
    });
  expect(project.read('environments/dev/values.yaml')).toBe(values('shop'));
});

test('mistakes of other environments do not stop a new one', () => {
  const project = makeProject({ broken: 'ownr: x\n' });
  mkdirSync(join(project.root, 'environments', 'Half'));
  expect(project.pgfleet(['new', 'dev', ...profile])).toMatchObject({ code: 0 });
  expect(existsSync(join(project.root, 'environments', 'dev', 'values.yaml'))).toBe(true);
});

test('a name whose dist/ is still there is known to take over what was left', () => {
  const project = makeProject({ dev: values('shop'), qa: values('shop') });
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
  project.remove('environments/qa');
  expect(project.pgfleet(['new', 'qa', '--from', 'dev']).stderr).toContain('dist/qa is still there');
});
