import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { makeProject, removeProjects, values } from './project';

afterAll(removeProjects);

test('a first synth writes every environment, a second one touches nothing', () => {
  const project = makeProject({ dev: values('shop'), qa: values('shop') });
  const first = project.pgfleet(['synth']);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toContain('+ dist/dev/StatefulSet.postgres.yaml\n');
  expect(first.stderr).toMatch(/2 environments: \d+ added, 0 changed, 0 removed/);
  const before = project.dist();
  expect(before.size).toBeGreaterThan(30);

  const second = project.pgfleet(['synth']);
  expect(second).toMatchObject({ code: 0, stdout: '' });
  expect(project.dist()).toEqual(before);
});

test('one changed line of values changes the files that it is about and no others', () => {
  const project = makeProject({ dev: values('shop'), qa: values('shop') });
  project.pgfleet(['synth']);
  const before = project.dist();
  project.write('environments/dev/values.yaml', `${values('shop')}  parameters: {work_mem: 9MB}\n`);
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 0, stdout: '~ dist/dev/ConfigMap.postgres-config.yaml\n' });
  const after = project.dist();
  const changed = [...after].filter(([path, { mtimeMs }]) => before.get(path)?.mtimeMs !== mtimeMs);
  expect(changed.map(([path]) => path)).toEqual(['dev/ConfigMap.postgres-config.yaml']);
});

test.each([
  ['vdb', 'vdb:\n  source: {type: dct-source, reference: a}\n  actions:\n    one: {kind: KIND, spec: {}}\n', '6:10'],
  [
    'vdbs',
    'vdbs:\n  postgres:\n    source: {type: dct-source, reference: a}\n    actions: {one: {kind: KIND, spec: {}}}\n',
    '6:20',
  ],
])(
  'an action of %s is done once: its kind is allowed to Argo CD, and its id cannot mean another one',
  (_, text, place) => {
    const action = (kind: string) => `owner: a\nprofile: development\n${text.replace('KIND', kind)}`;
    const project = makeProject({ dev: action('VDBSnapshot') });
    const defaults = project.read('environments/defaults.yaml');
    project.write('environments/defaults.yaml', `${defaults}argocd: {repoURL: "https://git.example/a.git"}\n`);
    expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
    const kinds = parse(project.read('dist/argocd/AppProject.pgfleet.yaml')).spec.namespaceResourceWhitelist;
    expect(kinds).toContainEqual({ group: 'actions.delphix.com', kind: 'VDBSnapshot' });
    expect(kinds).toContainEqual({ group: 'core.delphix.com', kind: 'PostgresVDB' });

    for (const changed of [action('VDBRefresh'), action('VDBSnapshot').replace('spec: {}', 'spec: {a: 1}')]) {
      project.write('environments/dev/values.yaml', changed);
      const { code, stderr } = project.pgfleet(['synth']);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`${place} action-changed: the action "one" of postgres`),
      ]);
    }
    project.write('environments/dev/values.yaml', action('VDBRefresh').replace('one:', 'two:'));
    expect(project.pgfleet(['synth'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('+ dist/dev/VDBRefresh.postgres-two.yaml'),
    });
  },
);

test('--check lists what is stale, exits 1 and writes nothing', () => {
  const project = makeProject({ dev: values('shop') });
  project.pgfleet(['synth']);
  expect(project.pgfleet(['synth', '--check'])).toMatchObject({ code: 0, stdout: '' });
  project.write('environments/dev/values.yaml', `${values('shop')}suspended: true\n`);
  const before = project.dist();
  const text = project.pgfleet(['synth', '--check']);
  expect(text).toMatchObject({ code: 1, stdout: '~ dist/dev/StatefulSet.postgres.yaml\n' });
  expect(text.stderr).toContain('dist/ is stale');
  const json = project.pgfleet(['synth', '--check', '-o', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, changed: ['dev/StatefulSet.postgres.yaml'] });
  const github = project.pgfleet(['synth', '--check', '-o', 'github']);
  expect(github.stdout).toMatch(/^::error file=dist\/dev\/StatefulSet\.postgres\.yaml,title=stale::/);
  expect(project.dist()).toEqual(before);
});

test('S4 one bad environment of many: every mistake is named, nothing is written, exit 2', () => {
  const project = makeProject({ dev: values('shop'), qa: values('shop') });
  project.pgfleet(['synth']);
  const before = project.dist();
  project.write('environments/dev/values.yaml', `${values('shop')}suspended: true\n`);
  project.write('environments/qa/values.yaml', `${values('shop')}  vershun: "17"\nclster: x\n`);
  const run = project.pgfleet(['synth']);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain('environments/qa/values.yaml:6:3 unknown-key');
  expect(run.stderr).toContain('did you mean "version"?');
  expect(run.stderr).toContain('environments/qa/values.yaml:7:1 unknown-key');
  expect(run.stderr).toContain('2 mistakes; nothing was written');
  expect(project.dist()).toEqual(before);
  const json = project.pgfleet(['synth', '-o', 'json']);
  expect(JSON.parse(json.stdout)).toMatchObject({ diagnostics: [{ code: 'unknown-key', line: 6 }, { line: 7 }] });
});

test('synth ENV touches only that environment, and a wrong name gets a suggestion', () => {
  const project = makeProject({ dev: values('shop'), qa: values('shop') });
  expect(project.pgfleet(['synth', 'dev']).code).toBe(0);
  expect([...project.dist().keys()].every((path) => path.startsWith('dev/'))).toBe(true);
  const wrong = project.pgfleet(['synth', 'dve']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('did you mean "dev"?');
});

test('C19 two environments in one namespace are refused', () => {
  const project = makeProject({
    dev: `${values('shop')}namespace: same\n`,
    qa: `${values('shop')}namespace: same\n`,
  });
  const run = project.pgfleet(['synth']);
  expect(run.code).toBe(2);
  expect(run.stderr.match(/environment-conflict/g)).toHaveLength(2);
});

test('raising a size is one merge, lowering it is refused with the way out', () => {
  const sized = (size: string) => `${values('shop')}  storage: {size: ${size}}\n`;
  const project = makeProject({ dev: sized('2Gi') });
  project.pgfleet(['synth']);
  project.write('environments/dev/values.yaml', sized('3Gi'));
  expect(project.pgfleet(['synth']).stdout).toContain('~ dist/dev/PersistentVolumeClaim.postgres-data-1.yaml');
  project.write('environments/dev/values.yaml', sized('2Gi'));
  const refused = project.pgfleet(['synth']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/values\.yaml:6:19 storage-shrinks: .*database\.generation/);
});

test('another major on the same data is refused, on a new generation it is not', () => {
  const images = 'images: {postgres: {"15": "registry.example/p:15", "17": "registry.example/p:17"}}\n';
  const project = makeProject({ dev: `${values('shop')}  version: "15"\n${images}` });
  expect(project.pgfleet(['synth']).code).toBe(0);
  project.write('environments/dev/values.yaml', `${values('shop')}  version: "17"\n${images}`);
  expect(project.pgfleet(['synth']).stderr).toContain('PostgreSQL 17 cannot read the data of PostgreSQL 15');
  project.write('environments/dev/values.yaml', `${values('shop')}  version: "17"\n  generation: 2\n${images}`);
  expect(project.pgfleet(['synth']).code).toBe(0);
});

test('S8 language, time zone and terminal change no byte', () => {
  const project = makeProject({ dev: values('shop') });
  project.pgfleet(['synth']);
  const before = [...project.dist()].map(([path, { text }]) => [path, text]);
  project.remove('dist');
  project.pgfleet(['synth'], {
    env: { LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Chatham', FORCE_COLOR: '1', CDK8S_DISABLE_SORT: '1' },
  });
  expect([...project.dist()].map(([path, { text }]) => [path, text])).toEqual(before);
});

test('no offline command opens a connection', () => {
  const project = makeProject({ dev: values('shop') });
  const guard = join(project.root, 'deny.js');
  writeFileSync(
    guard,
    `for (const [module, names] of [['net', ['connect', 'createConnection']], ['dns', ['lookup', 'resolve']], ['dgram', ['createSocket']]])
      for (const name of names) require('node:' + module)[name] = () => { throw new Error('network: ' + module + '.' + name) };
    require('node:net').Socket.prototype.connect = () => { throw new Error('network: connect') };`,
  );
  for (const args of [['synth'], ['synth', '--check'], ['validate'], ['list'], ['explain', 'database.version']]) {
    expect(project.pgfleet(args, { node: ['--require', guard] })).toMatchObject({ code: 0 });
  }
});

test("a user's own objects are written beside ours, labelled and in the namespace", () => {
  const project = makeProject({ dev: values('shop') });
  project.write(
    'environments/dev/manifests/extra.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {a: "on"}\n',
  );
  expect(project.pgfleet(['synth']).code).toBe(0);
  expect(parse(project.read('dist/dev/ConfigMap.extra.yaml'))).toMatchObject({
    metadata: { namespace: 'postgres-dev', labels: { 'app.kubernetes.io/instance': 'dev' } },
    data: { a: 'on' },
  });
});

test('an environment that moves to another cluster is refused, and dist/ is as before, unless its data may stay behind', () => {
  const project = makeProject({ dev: values('shop'), qa: values('shop') });
  project.pgfleet(['synth']);
  const before = project.dist();
  project.write('environments/dev/values.yaml', `${values('shop')}cluster: frankfurt\n`);
  for (const args of [['synth'], ['synth', 'dev'], ['synth', '--check'], ['synth', '--prune']]) {
    const refused = project.pgfleet(args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /environments\/dev\/values\.yaml:\d+:10 rename-refused: cluster changes from "in-cluster" to "frankfurt"/,
    );
  }
  expect(project.dist()).toEqual(before);
  expect(project.pgfleet(['synth', '--allow-rename'])).toMatchObject({ code: 0 });
  expect(project.pgfleet(['synth', '--check'])).toMatchObject({ code: 0, stdout: '' });
});
