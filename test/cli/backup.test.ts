import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeProject, removeProjects, values } from './project';

afterAll(removeProjects);

const backup = `backup:
  method: pgBackRest
  repository: {type: s3, bucket: backups, endpoint: s3.example, credentialsSecret: s3-keys}
  retention: {full: 4}
`;
const orders = `${values('orders')}${backup}`;
const dumps = orders.replace('pgBackRest', 'pgDump');

test.each([
  ['no backups', values('orders'), [], 'orders has no backups: backup.method is none'],
  ['a suspended environment', `suspended: true\n${orders}`, [], 'orders is suspended'],
  ['an incremental dump', dumps, ['--type', 'incremental'], 'and these are always full'],
  ['a type of a list', orders, ['--list', '--type', 'full'], 'one at a time'],
  ['a generation of a backup', orders, ['--generation', '1'], 'only --list reads it'],
  ['a timeout that is no number', orders, ['--timeout', 'soon'], '--timeout must be a number of seconds'],
  ['an unknown type', orders, ['--type', 'half'], 'Allowed choices are full, differential, incremental'],
  ['a mistake in values.yaml', `${orders}nmae: x\n`, [], 'did you mean "name"?'],
])('%s: exit 2 before the cluster is asked', (_, text, args, words) => {
  const result = makeProject({ orders: text }).pgfleet(['backup', 'orders', ...args], {
    env: { KUBECONFIG: '/nowhere' },
  });
  expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
});

test('without kubectl it says so', () => {
  const empty = mkdtempSync(join(tmpdir(), 'pgfleet-path-'));
  const result = makeProject({ orders }).pgfleet(['backup', 'orders'], { env: { PATH: empty } });
  expect(result).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'pgfleet: there is no kubectl on the PATH: install it\n',
  });
  rmSync(empty, { recursive: true });
});

test.each([
  ['pgBackRest', 'postgres-backup-full', 'backup'],
  ['pgDump', 'postgres-dump', 'dump'],
])('the CronJob of %s, which the command starts from, is in dist/', (method, cronJob, script) => {
  const project = makeProject({ orders: orders.replace('pgBackRest', method) });
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
  expect(project.read(`dist/orders/CronJob.${cronJob}.yaml`)).toContain(`- /pgfleet/scripts/${script}.sh\n`);
});
