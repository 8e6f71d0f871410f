import { disposeAll, initialised, serve } from './harness/environment';
import { eventually } from './harness/eventually';
import { everyInstallation } from './harness/installation';
import { runProcess } from './harness/process';

afterEach(disposeAll);

const tools = { PATH: '/usr/bin:/bin' };

describe.each(everyInstallation)('start.sh on %s', (_, installation) => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s is a fast shutdown, also while a client is connected',
    async (signal) => {
      const sandbox = await initialised(installation);
      const server = await serve(sandbox);
      const client = sandbox.start(['psql', '-X', '-c', 'SELECT pg_sleep(600)'], {
        PGUSER: 'postgres',
        PGDATABASE: 'postgres',
      });
      await eventually(
        'the client',
        async () =>
          (await sandbox.query(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()",
          )) === '1',
      );
      await server.signal(signal);
      expect(await server.exited).toBe(0);
      expect(server.output()).toContain('received fast shutdown request');
      expect(server.output()).toContain('database system is shut down');
      expect(await client.exited).not.toBe(0);
    },
  );

  test('a stop that comes at the very beginning is not lost', async () => {
    const sandbox = await initialised(installation);
    const server = sandbox.startScript('start.sh');
    // The server exists, but may not have set up its signals yet.
    const first = await server.pid();
    await eventually(
      'the server process',
      async () => (await runProcess(['pgrep', '-P', String(first)], tools)).code === 0,
    );
    await server.signal('SIGTERM');
    await server.exited;
    expect((await sandbox.run(['pg_isready', '--quiet'])).code).toBe(2);
  });

  test('kill -9 of the postmaster ends it with an error, and the next start recovers', async () => {
    const sandbox = await initialised(installation);
    const server = await serve(sandbox);
    await sandbox.query('CREATE TABLE kept AS SELECT generate_series(1, 1000)', { PGDATABASE: 'shop' });
    const postmaster = (await runProcess(['pgrep', '-P', String(await server.pid())], tools)).stdout.trim();
    process.kill(Number(postmaster), 'SIGKILL');
    expect(await server.exited).toBe(137);
    const again = await serve(sandbox);
    expect(again.output()).toContain('database system was not properly shut down; automatic recovery in progress');
    expect(await sandbox.query('SELECT count(*) FROM kept', { PGDATABASE: 'shop' })).toBe('1000');
  });

  test('a server that cannot start ends it with the exit code of PostgreSQL', async () => {
    const sandbox = await initialised(installation, { settings: [] });
    sandbox.write('pgfleet/config/postgresql.conf', 'nonsense = 1\n');
    const server = sandbox.startScript('start.sh');
    expect(await server.exited).toBe(1);
    expect(server.output()).toContain('nonsense');
  });

  test('an orphan of a killed probe disturbs no session', async () => {
    const sandbox = await initialised(installation);
    const server = await serve(sandbox);
    const session = sandbox.start(['psql', '-X', '-c', 'SELECT pg_sleep(600)'], {
      PGUSER: 'postgres',
      PGDATABASE: 'postgres',
    });
    const sessions =
      "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()";
    const before = await eventually('the session', async () => (await sandbox.query(sessions)) || undefined);
    // Its parent ends at once, so process 1 of the namespace inherits it; then it ends as a crashed backend would.
    const first = String(await server.pid());
    const orphan = ['nsenter', '--target', first, '--pid', '--', 'sh', '-c', '(sleep 0.2; exit 3) & exit 0'];
    expect((await runProcess(orphan, tools)).code).toBe(0);
    await eventually('the orphan is reaped', async () => {
      const { stdout } = await runProcess(['ps', '-o', 'comm=', '--ppid', first], tools);
      return stdout.trim() === 'postgres';
    });
    expect(await sandbox.query(sessions)).toBe(before);
    expect(server.output()).not.toContain('terminating any other active server processes');
    session.kill();
  });
});
