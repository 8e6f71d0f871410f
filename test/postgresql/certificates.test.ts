import { createAuthority } from './harness/certificates';
import { disposeAll, serve } from './harness/environment';
import { eventually } from './harness/eventually';
import type { RunningProcess, Variables } from './harness/process';
import { clientName, placeCertificate, repositorySandbox, testAuthority } from './harness/repository';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const hba = `local all all peer map=pgfleet
hostssl all pgfleet_backup all cert map=pgfleet-backup
host all pgfleet_backup all reject
host all postgres all reject
hostssl all all all scram-sha-256
`;

/** A server with TLS, and its agent. */
const running = async (): Promise<{ sandbox: Sandbox; agent: RunningProcess; server: RunningProcess }> => {
  const sandbox = await repositorySandbox();
  const tls = { ssl_cert_file: 'tls.crt', ssl_key_file: 'tls.key', ssl_ca_file: 'ca.crt' };
  const settings = Object.entries(tls).map(([name, file]) => `${name} = '${sandbox.at('pgfleet/tls', file)}'`);
  sandbox.write(
    'pgfleet/config/postgresql.conf',
    [sandbox.read('pgfleet/config/postgresql.conf'), 'ssl = on', ...settings, ''].join('\n'),
  );
  sandbox.write('pgfleet/config/pg_hba.conf', hba);
  sandbox.write(
    'pgfleet/config/pg_ident.conf',
    `${sandbox.read('pgfleet/config/pg_ident.conf')}pgfleet-backup "${clientName}" pgfleet_backup\n`,
  );
  sandbox.write('pgfleet/credentials/password', 'secret\n');
  expect((await sandbox.script('init.sh')).code).toBe(0);
  const server = await serve(sandbox);
  const agent = sandbox.startScript('agent.sh');
  await agent.waitForOutput('configuration loaded');
  return { sandbox, agent, server };
};

const overTls = (sandbox: Sandbox, mode: string): Variables => ({
  PGHOST: 'localhost',
  PGDATABASE: 'shop',
  PGUSER: 'shop_owner',
  PGPASSWORD: 'secret',
  PGSSLMODE: mode,
  PGSSLROOTCERT: sandbox.at('pgfleet/client-tls/ca.crt'),
});

const asBackup = (sandbox: Sandbox): Variables => ({
  ...overTls(sandbox, 'verify-full'),
  PGUSER: 'pgfleet_backup',
  PGDATABASE: 'postgres',
  PGSSLCERT: sandbox.at('pgfleet/client-tls/tls.crt'),
  PGSSLKEY: sandbox.at('pgfleet/client-tls/tls.key'),
});

test('a client by verify-full gets in; one with a wrong authority, a wrong name or without TLS does not', async () => {
  const { sandbox } = await running();
  const version = 'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  expect(await sandbox.query(version, overTls(sandbox, 'verify-full'))).toBe('TLSv1.3');
  await expect(
    sandbox.query(version, { ...overTls(sandbox, 'verify-full'), PGHOST: 'elsewhere', PGHOSTADDR: '127.0.0.1' }),
  ).rejects.toThrow('does not match host name');
  await expect(sandbox.query(version, overTls(sandbox, 'disable'))).rejects.toThrow('no encryption');
  sandbox.write('pgfleet/client-tls/ca.crt', createAuthority().ca);
  await expect(sandbox.query(version, overTls(sandbox, 'verify-full'))).rejects.toThrow('certificate verify failed');
});

test('a renewed certificate is used at once, and an open session stays', async () => {
  const { sandbox, agent } = await running();
  const session = sandbox.start(
    ['psql', '-X', '-c', 'SELECT pg_sleep(0.1) FROM generate_series(1, 6000)'],
    overTls(sandbox, 'verify-full'),
  );
  const sessions =
    "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE query LIKE '%6000)' AND pid <> pg_backend_pid()";
  const before = await eventually('the session', async () => (await sandbox.query(sessions)) || undefined);
  const other = createAuthority('another authority');
  await placeCertificate(sandbox, 'pgfleet/tls', other.issue('localhost', ['localhost'], 5));
  await agent.waitForOutput(/certificates loaded; that of the server is valid until \d{4}-\d\d-\d\dT/);
  sandbox.write('pgfleet/client-tls/ca.crt', other.ca);
  await eventually('the new one', async () => {
    const result = await sandbox.run(['psql', '-X', '-c', 'SELECT 1'], overTls(sandbox, 'verify-full'));
    return result.code === 0;
  });
  expect(await sandbox.query(sessions)).toBe(before);
  expect(agent.output().match(/certificates loaded/g)?.length).toBeLessThanOrEqual(3);
  session.kill();
});

test('a certificate that does not fit its key is named once, and loaded when it does', async () => {
  const { sandbox, agent } = await running();
  const made = testAuthority().issue('localhost', ['localhost']);
  sandbox.write('pgfleet/tls/tls.crt', made.certificate);
  await agent.waitForOutput('does not fit its key');
  expect(await sandbox.query('SELECT 1', overTls(sandbox, 'verify-full'))).toBe('1');
  sandbox.write('pgfleet/tls/tls.key', made.key, 0o600);
  await agent.waitForOutput('certificates loaded');
  expect(agent.output().match(/does not fit its key/g)).toHaveLength(1);
});

test('the client certificate of backups is the role of backups and nobody else', async () => {
  const { sandbox } = await running();
  expect(await sandbox.query('SELECT current_user', asBackup(sandbox))).toBe('pgfleet_backup');
  await expect(sandbox.query('SELECT 1', { ...asBackup(sandbox), PGUSER: 'postgres' })).rejects.toThrow('rejects');
  await expect(
    sandbox.query('SELECT 1', { ...asBackup(sandbox), PGUSER: 'shop_owner', PGDATABASE: 'shop', PGPASSWORD: '' }),
  ).rejects.toThrow('no password supplied');
  const { PGSSLCERT, PGSSLKEY, ...withoutCertificate } = asBackup(sandbox);
  await expect(sandbox.query('SELECT 1', withoutCertificate)).rejects.toThrow('requires a valid client certificate');
  await placeCertificate(sandbox, 'pgfleet/client-tls', testAuthority().issue('other.tests'));
  await expect(sandbox.query('SELECT 1', asBackup(sandbox))).rejects.toThrow('certificate authentication failed');
});

test('the role of backups has what its method needs, and no more', async () => {
  const { sandbox, agent } = await running();
  const rights = `SELECT string_agg(granted.rolname, ' ' ORDER BY granted.rolname), bool_or(me.rolbypassrls), bool_or(me.rolcanlogin)
    FROM pg_roles AS me JOIN pg_auth_members ON member = me.oid JOIN pg_roles AS granted ON granted.oid = roleid
    WHERE me.rolname = 'pgfleet_backup'`;
  expect(await sandbox.query(rights)).toBe('pg_monitor|f|t');
  await sandbox.query('CREATE DATABASE more');
  await sandbox.query('REVOKE CONNECT ON DATABASE more FROM PUBLIC');
  sandbox.write('pgfleet/config/backup-method', 'pgDump\n');
  await agent.waitForOutput('the role pgfleet_backup fits backup.method "pgDump"');
  expect(await sandbox.query(rights)).toBe('pg_monitor pg_read_all_data|t|t');
  expect(
    await sandbox.query(
      "SELECT bool_and(has_database_privilege('pgfleet_backup', oid, 'CONNECT')) FROM pg_database WHERE datallowconn",
    ),
  ).toBe('t');
  expect(await sandbox.query('SHOW lo_compat_privileges', { ...asBackup(sandbox), PGDATABASE: 'more' })).toBe('on');
  sandbox.write('pgfleet/config/backup-method', 'none\n');
  await agent.waitForOutput('fits backup.method "none"');
  expect(await sandbox.query(rights)).toBe('pg_monitor|f|f');
  await expect(sandbox.query('SELECT 1', asBackup(sandbox))).rejects.toThrow('not permitted to log in');
  sandbox.write('pgfleet/config/backup-method', 'pgBackRest\n');
  await agent.waitForOutput('fits backup.method "pgBackRest"');
  expect(await sandbox.query('SELECT current_user', asBackup(sandbox))).toBe('pgfleet_backup');
});

test('keys of the repository that change are followed, and kept where the new ones are not whole', async () => {
  const { sandbox, agent } = await running();
  sandbox.write('pgfleet/backup/needs', 's3-key\tkey id of the Secret s3\n');
  await agent.waitForOutput('the file s3-key is missing: it comes from key id of the Secret s3');
  sandbox.write('pgfleet/repository/s3-key', 'first\n');
  await agent.waitForOutput('the keys of the repository of backups were renewed');
  expect(sandbox.read('run/pgbackrest/keys.conf')).toBe('[global]\nrepo1-s3-key=first\n');
  sandbox.write('pgfleet/repository/s3-key', '\n');
  await agent.waitForOutput('the file s3-key is empty');
  expect(sandbox.read('run/pgbackrest/keys.conf')).toBe('[global]\nrepo1-s3-key=first\n');
  sandbox.write('pgfleet/repository/s3-key', 'second\n');
  await eventually('the second', () => sandbox.read('run/pgbackrest/keys.conf').includes('=second\n'));
  expect(agent.output()).not.toMatch(/first|second/);
});
