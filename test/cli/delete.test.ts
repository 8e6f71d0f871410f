import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, removeProjects, values } from './project';

afterAll(removeProjects);

const git = (project: Project, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.example', ...args], {
    cwd: project.root,
    encoding: 'utf8',
  });

/** Synthesized and committed, as a team has it. */
const committed = (environments: Readonly<Record<string, string>>): Project => {
  const project = makeProject(environments);
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
  git(project, 'init', '--quiet');
  project.write('.gitignore', '.cache/\n');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message', 'all');
  return project;
};
const there = (project: Project, id: string): boolean => existsSync(join(project.root, 'environments', id));
const backup = `backup:
  method: pgBackRest
  repository:
    type: s3
    bucket: backups
    endpoint: s3.example
    credentialsSecret: s3-keys
    cipher: {secret: c, key: k, keptAt: "vault: databases"}
  retention: {full: 4}
`;
const throwAway = `deletionPolicy: Delete\n${values('shop')}`;

describe('what will be lost', () => {
  const project = committed({
    orders: `${values('orders')}${backup}`,
    preview: `${values('orders')}bootstrap: {from: backup, environment: orders}\n`,
    qa: throwAway,
    copies: `owner: team-shop\nprofile: development\ndeletionPolicy: Delete\nvdb: {source: {type: dct-source, reference: shop}, database: {name: shop}}\n`,
  });

  test('of an environment with Retain: nothing, and it is said what stays behind', () => {
    const { code, stdout, stderr } = project.pgfleet(['delete', 'orders', '--dry-run']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(
      stderr,
    ).toBe(`orders: PostgreSQL 17 with database orders, 1Gi, of team-orders, in namespace postgres-orders on in-cluster
deletionPolicy is Retain: Argo CD removes the Application; what holds or serves data stays, with no owner in Git (the claim postgres-data-1)
its backups (pgBackRest) stay in bucket backups of s3.example, below /in-cluster/orders/, until somebody deletes them: nothing expires them any more
they are encrypted: the passphrase is kept at vault: databases
preview begins with its backups (bootstrap.environment): an empty volume of preview would be restored from wherever preview keeps its own
`);
    expect(there(project, 'orders')).toBe(true);
  });

  test('of an environment with Delete: everything', () => {
    expect(project.pgfleet(['delete', 'qa', '--dry-run']).stderr).toContain(
      'deletionPolicy is Delete: Argo CD deletes everything (the claim postgres-data-1, and the namespace with all that is in it)\nthere is no backup: what is not copied before the merge is lost\n',
    );
  });

  test('of VDBs with Delete: themselves, as soon as their operator runs', () => {
    expect(project.pgfleet(['delete', 'copies', '--dry-run']).stderr).toBe(
      `copies: VDB postgres made from shop, of team-shop, in namespace postgres-vdbs-copies on in-cluster
deletionPolicy is Delete: Argo CD deletes everything (the namespace with all that is in it)
what was written since they were made is lost; their sources are not touched
their finalizer lets them go only while the operator of Delphix runs: set enabled: false first, in a merge of its own, so that nobody works on them any more
`,
    );
  });

  test('is told to a program', () => {
    expect(JSON.parse(project.pgfleet(['delete', 'orders', '--dry-run', '-o', 'json']).stdout)).toEqual({
      schemaVersion: 1,
      environment: 'orders',
      kind: 'database',
      cluster: 'in-cluster',
      namespace: 'postgres-orders',
      owner: 'team-orders',
      deployed: true,
      retained: true,
      claims: ['postgres-data-1'],
      namedBy: ['preview'],
      files: ['environments/orders/values.yaml'],
      deleted: false,
    });
  });

  test.each([
    ['another name', ['--yes', 'qa2'], '--yes qa2 is another name than qa'],
    ['no name, and nobody to ask', [], 'confirm with --yes qa'],
  ])('%s: exit 2, and nothing is deleted', (_, args, words) => {
    expect(project.pgfleet(['delete', 'qa', ...args])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(words),
    });
    expect(there(project, 'qa')).toBe(true);
  });

  test.each([
    ['orderz', 'did you mean "orders"?'],
    ['..', 'there is no environment ".."'],
    ['../dist', 'there is no environment "../dist"'],
  ])('%s is no environment', (id, words) => {
    expect(project.pgfleet(['delete', id, '--yes', id])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
    expect(readdirSync(project.root).sort()).toEqual(['.cache', '.git', '.gitignore', 'dist', 'environments']);
  });
});

test('deleting works as a commit: Delete needs a synth, Retain says --prune', () => {
  const project = committed({ orders: values('orders'), qa: throwAway, rest: values('rest') });
  const qa = project.pgfleet(['delete', 'qa', '--yes', 'qa']);
  expect(qa).toMatchObject({ code: 0, stdout: '- environments/qa/values.yaml\n' });
  expect(qa.stderr).toContain('  1. npm run synth\n');
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
  const orders = project.pgfleet(['delete', 'orders', '--yes', 'orders']);
  expect(orders.stderr).toContain('  1. npm run synth -- --prune\n');
  expect(orders.stderr).toContain('  kubectl delete namespace postgres-orders\n');
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 2, stderr: expect.stringContaining('removal-refused') });
  expect(project.pgfleet(['synth', '--prune'])).toMatchObject({ code: 0 });
  expect(readdirSync(join(project.root, 'dist'))).toEqual(['rest']);
});

test('what dist/ says counts, and not what values.yaml says by now', () => {
  const project = committed({ orders: values('orders'), qa: throwAway });
  project.write('environments/orders/values.yaml', `deletionPolicy: Delete\n${values('orders')}`);
  project.write('environments/qa/values.yaml', values('shop'));
  expect(project.pgfleet(['delete', 'orders', '--dry-run']).stderr).toMatch(
    /Policy is Retain[\s\S]*values.yaml says Delete, but dist\/orders still says Retain/,
  );
  expect(project.pgfleet(['delete', 'qa', '--dry-run']).stderr).toMatch(
    /Policy is Delete[\s\S]*values.yaml says Retain, but dist\/qa still says Delete/,
  );
});

test('in a namespace of others only what carries the labels of the environment is to be deleted', () => {
  const project = committed({
    shop: `${values('shop')}namespace: {name: shop, create: false}\n`,
    rest: values('rest'),
  });
  const { stderr } = project.pgfleet(['delete', 'shop', '--yes', 'shop']);
  expect(stderr).not.toContain('delete namespace');
  expect(stderr).toContain('-l pgfleet.dev/environment=shop');
});

test('an environment with mistakes can go, and what it is stays unknown', () => {
  const project = committed({ dev: values('shop'), rest: values('rest') });
  project.write('environments/dev/values.yaml', 'ownr: x\n');
  git(project, 'commit', '--all', '--quiet', '--message', 'broken');
  const { code, stderr } = project.pgfleet(['delete', 'dev', '--yes', 'dev']);
  expect(code).toBe(0);
  expect(stderr).toContain('its values have mistakes');
  expect(there(project, 'dev')).toBe(false);
});

test('work that git does not have is not lost without a word', () => {
  const project = committed({ dev: values('shop') });
  project.write('environments/dev/notes.sql', 'SELECT 1;\n');
  const refused = project.pgfleet(['delete', 'dev', '--yes', 'dev']);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('cannot bring back: environments/dev/notes.sql\n');
  expect(there(project, 'dev')).toBe(true);
  expect(project.pgfleet(['delete', 'dev', '--yes', 'dev', '--uncommitted'])).toMatchObject({ code: 0 });
  expect(there(project, 'dev')).toBe(false);
});
