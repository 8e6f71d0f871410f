import { connect } from 'node:tls';
import { createAuthority } from './harness/certificates';
import { disposeAll } from './harness/environment';
import { eventually } from './harness/eventually';
import { type RunningProcess, runProcess } from './harness/process';
import { clientName, jobVariables, pgbackrestPort, placeCertificate, testAuthority } from './harness/repository';
import { archiving, must } from './harness/restored';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const running = async (): Promise<[Sandbox, RunningProcess]> => {
  const [sandbox] = await archiving();
  const server = sandbox.startScript('pgbackrest-server.sh');
  await eventually(server.output, async () => (await ping(sandbox)).code === 0);
  return [sandbox, server];
};

const ping = (sandbox: Sandbox) =>
  sandbox.run(
    ['pgbackrest', 'server-ping', 'localhost', `--tls-server-port=${pgbackrestPort(sandbox)}`],
    jobVariables(sandbox),
  );

const job = (sandbox: Sandbox, ...command: readonly string[]) =>
  sandbox.run(['pgbackrest', ...command], jobVariables(sandbox));

/** Serial number of the certificate that the server shows to newcomers. */
const serial = (sandbox: Sandbox): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port: pgbackrestPort(sandbox), host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on('error', reject);
  });

test('a renewed certificate is used at once, and a backup that runs is not disturbed', async () => {
  const [sandbox, server] = await running();
  const before = await serial(sandbox);
  const backup = sandbox.start(
    ['pgbackrest', 'backup', '--type=full', '--no-start-fast', '--log-level-console=detail'],
    jobVariables(sandbox),
  );
  await backup.waitForOutput('backup begins after');
  await placeCertificate(sandbox, 'pgfleet/tls', testAuthority().issue('localhost', ['localhost']));
  await server.waitForOutput('reading them again');
  await eventually('another certificate', async () => (await serial(sandbox)) !== before);
  await sandbox.query('CHECKPOINT');
  expect([await backup.exited, backup.output()]).toEqual([0, expect.stringContaining('new backup label')]);
});

test('a new authority is followed: its clients get in, those of the old one do not', async () => {
  const [sandbox, server] = await running();
  const other = createAuthority('another authority');
  await placeCertificate(sandbox, 'pgfleet/tls', other.issue('localhost', ['localhost']));
  await server.waitForOutput('reading them again');
  await eventually('the old client is refused', async () => (await job(sandbox, 'check')).code !== 0);
  await placeCertificate(sandbox, 'pgfleet/client-tls', other.issue(clientName));
  expect((await job(sandbox, 'check')).code).toBe(0);
});

test('another name of the same authority is refused', async () => {
  const [sandbox] = await running();
  expect((await job(sandbox, 'check')).code).toBe(0);
  await placeCertificate(sandbox, 'pgfleet/client-tls', testAuthority().issue('other.tests'));
  const { code, stdout } = await job(sandbox, 'check');
  expect([code, stdout]).toEqual([expect.any(Number), expect.stringContaining('access denied')]);
  expect(code).not.toBe(0);
});

test('it ends at once when asked to, also while a session is open', async () => {
  const [sandbox, server] = await running();
  const backup = sandbox.start(['pgbackrest', 'backup', '--type=full', '--no-start-fast'], jobVariables(sandbox));
  await backup.waitForOutput('backup begins after');
  const asked = Date.now();
  await server.signal('SIGTERM');
  await server.exited;
  expect(Date.now() - asked).toBeLessThan(5000);
  expect(await backup.exited).not.toBe(0);
});

test('it ends with its child', async () => {
  const [, server] = await running();
  const children = await runProcess(['pgrep', '-P', String(await server.pid()), 'pgbackrest'], {
    PATH: '/usr/bin:/bin',
  });
  process.kill(Number(children.stdout.trim()), 'SIGKILL');
  expect(await server.exited).toBe(137);
});

test('a server that cannot start ends it with an error that says why', async () => {
  const [sandbox] = await archiving();
  await must(sandbox, 'rm', sandbox.at('pgfleet/tls/tls.key'));
  const server = sandbox.startScript('pgbackrest-server.sh');
  expect(await server.exited).not.toBe(0);
  expect(server.output()).toContain('tls.key');
});

test('processes of sessions that ended are reaped', async () => {
  const [sandbox, server] = await running();
  for (let count = 0; count < 3; count++) expect((await job(sandbox, 'check')).code).toBe(0);
  const first = String(await server.pid());
  await eventually('no process that has ended and stays', async () => {
    const { stdout } = await runProcess(['ps', '-eo', 'ppid=,stat='], { PATH: '/usr/bin:/bin' });
    return !stdout.split('\n').some((line) => line.trim().startsWith(`${first} Z`));
  });
});
