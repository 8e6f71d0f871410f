import { makeProject, removeProjects, values } from '../cli/project';

afterAll(removeProjects);

const backup = (bucket: string): string =>
  `backup: {method: pgBackRest, retention: {full: 1}, repository: {type: s3, bucket: ${bucket}, endpoint: minio, credentialsSecret: keys}}\n`;
const orders = (bucket = 'backups'): string => values('orders') + backup(bucket);
const clone = `bootstrap: {from: backup, environment: orders}\n${values('clone')}${backup('clones')}`;
const others = Object.fromEntries(['a', 'b', 'c'].map((id) => [id, values(id)]));

const restored = 'clone/ConfigMap.postgres-bootstrap.yaml';
const project = () => makeProject({ ...others, orders: orders(), clone });

test('a change of the source changes the clone, and no change changes nothing', () => {
  const fleet = project();
  expect(fleet.pgfleet(['synth'])).toMatchObject({ code: 0 });
  expect(fleet.read(`dist/${restored}`)).toContain('backups');
  expect(fleet.pgfleet(['synth']).stderr).toContain('0 added, 0 changed, 0 removed');
  fleet.write('environments/orders/values.yaml', orders('elsewhere'));
  expect(fleet.pgfleet(['synth', '--check'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`~ dist/${restored}`),
  });
  expect(fleet.pgfleet(['synth', 'clone'])).toMatchObject({ code: 0 });
  expect(fleet.read(`dist/${restored}`)).toContain('elsewhere');
});

test('the clone alone is rendered and judged with what its source says', () => {
  const fleet = project();
  expect(fleet.pgfleet(['validate', 'clone'])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('1 environment: no mistakes\n'),
  });
  fleet.write('environments/orders/values.yaml', values('orders'));
  expect(fleet.pgfleet(['validate', 'clone']).stderr).toContain('orders has no backups of pgBackRest to restore');
  expect(fleet.pgfleet(['synth', 'clone'])).toMatchObject({ code: 2 });
});

test('mistakes of a source are told once, by itself; the clone says where to look', () => {
  const fleet = project();
  fleet.write('environments/orders/values.yaml', `${orders()}nmae: x\n`);
  const { stderr } = fleet.pgfleet(['validate']);
  expect(stderr.match(/did you mean "name"/g)).toHaveLength(1);
  expect(stderr).toContain('environments/clone/values.yaml:1:40 invalid-value: orders has mistakes of its own');
  expect(stderr).toContain('2 mistakes');
});

test('a source that is gone is a notice, also where the cache answers', () => {
  const fleet = makeProject({ ...others, clone });
  const notice =
    'environments/clone/values.yaml:1:40 notice: there is no environment "orders". A restore would look for its backups at /in-cluster/orders/1';
  const lines = (args: readonly string[]): number => {
    const { code, stderr } = fleet.pgfleet(args);
    expect(code).toBe(0);
    return stderr.split('\n').filter((line) => line.startsWith(notice)).length;
  };
  expect(lines(['synth'])).toBe(1);
  expect(fleet.read(`dist/${restored}`)).toContain('/in-cluster/orders/1');
  expect(lines(['synth'])).toBe(1);
  expect(lines(['synth', '--check'])).toBe(1);
  expect(lines(['validate', 'clone'])).toBe(1);
  fleet.write('environments/orders/values.yaml', orders());
  expect(lines(['synth'])).toBe(0);
  expect(fleet.read(`dist/${restored}`)).toContain('backups');
});

test('the list of environments knows their sources', () => {
  expect(project().pgfleet(['list'])).toMatchObject({ code: 0, stdout: expect.stringContaining('clone') });
});
