import fc from 'fast-check';
import { disposeAll, initialised, serve } from './harness/environment';
import { eventually } from './harness/eventually';
import { everyInstallation, type Installation } from './harness/installation';
import type { RunningProcess } from './harness/process';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

interface Running {
  readonly sandbox: Sandbox;
  readonly server: RunningProcess;
  readonly agent: RunningProcess;
}

const configuration = 'pgfleet/config/postgresql.conf';
const inShop = { PGDATABASE: 'shop' };

const loadedEverywhere = [
  "shared_preload_libraries = 'pg_stat_statements,auto_explain'",
  'log_statement = all',
  'log_min_duration_statement = 0',
];

const running = async (installation: Installation, settings: readonly string[] = []): Promise<Running> => {
  const sandbox = await initialised(installation, { settings });
  sandbox.write('pgfleet/credentials/password', 'first\n');
  const server = await serve(sandbox);
  const agent = sandbox.startScript('agent.sh');
  await agent.waitForOutput('configuration loaded');
  await agent.waitForOutput('password of the owner was set');
  return { sandbox, server, agent };
};

const change = (sandbox: Sandbox, path: string, edit: (text: string) => string) =>
  sandbox.write(path, edit(sandbox.read(path)));

const logIn = async (sandbox: Sandbox, password: string): Promise<boolean> => {
  const variables = { PGHOST: '127.0.0.1', PGUSER: 'shop_owner', PGDATABASE: 'shop', PGPASSWORD: password };
  return (await sandbox.run(['psql', '-X', '-w', '-c', 'SELECT 1'], variables)).code === 0;
};

describe.each(everyInstallation)('agent.sh on %s', (_, installation) => {
  test('reloads what can be reloaded, and says what waits for a restart', async () => {
    const { sandbox, agent } = await running(installation);
    change(sandbox, configuration, (text) => `${text}work_mem = 7MB\nmax_connections = 30\n`);
    await agent.waitForOutput("work_mem = '7MB' (was '4MB')");
    expect(agent.output()).toContain('waiting for a restart: max_connections');
    expect(await sandbox.query('SHOW work_mem')).toBe('7MB');
    expect(await sandbox.query('SHOW max_connections')).toBe('20');
  });

  test.each([
    ['an unknown setting', configuration, 'nonsense = 1\n', 'nonsense'],
    ['a syntax error', configuration, "work_mem = '\n", 'syntax error'],
    ['a value out of range', configuration, 'work_mem = 1kB\n', 'work_mem'],
    ['a value that no restart would survive', configuration, 'max_connections = 0\n', 'max_connections'],
    ['a broken pg_hba.conf', 'pgfleet/config/pg_hba.conf', 'host all all nowhere\n', 'pg_hba.conf line 4'],
    ['a broken pg_ident.conf', 'pgfleet/config/pg_ident.conf', 'lonely\n', 'pg_ident.conf line 3'],
  ])('does not load %s, says where it is once, and goes on when it is repaired', async (_what, path, line, words) => {
    const { sandbox, agent } = await running(installation);
    const good = sandbox.read(path);
    sandbox.write(path, good + line);
    await agent.waitForOutput('has errors and was not loaded');
    expect(agent.output()).toContain(words);
    // A second change with the same mistake: nothing new to say, and nothing loaded.
    const before = agent.output();
    sandbox.write('pgfleet/config/other', 'x');
    sandbox.write(path, good);
    sandbox.write(configuration, `${sandbox.read(configuration)}maintenance_work_mem = 9MB\n`);
    await agent.waitForOutput("maintenance_work_mem = '9MB'");
    expect(agent.output().split('has errors')).toHaveLength(2);
    expect(before).not.toContain('maintenance_work_mem');
  });

  test('does not say the values of settings that can hold secrets', async () => {
    const { sandbox, agent } = await running(installation);
    change(sandbox, configuration, (text) => `${text}primary_conninfo = 'password=hidden'\n`);
    await agent.waitForOutput('primary_conninfo changed');
    expect(agent.output()).not.toContain('hidden');
  });

  test('no password reaches the log of the server, its statistics or the log of the agent, whatever they record', async () => {
    const { sandbox, server, agent } = await running(installation, [
      ...loadedEverywhere,
      'auto_explain.log_min_duration = 0',
    ]);
    await sandbox.query('CREATE EXTENSION pg_stat_statements', inShop);
    const password = 'Zq7canary-in-the-mine';
    sandbox.write('pgfleet/credentials/password', password);
    await eventually(agent.output, () => logIn(sandbox, password));
    expect(
      await sandbox.query(
        "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%Zq7ca%' AND query LIKE '%nary-in%'",
        inShop,
      ),
    ).toBe('0');
    // The log does record statements, so what is not in it was kept out.
    expect(server.output()).toContain('statement: SELECT count(*) FROM pg_stat_statements');
    expect(server.output() + agent.output()).not.toContain('Zq7canary');
  });

  test('the role follows the password file, whatever printable text it holds', async () => {
    const { sandbox, server, agent } = await running(installation, loadedEverywhere);
    const follows = async (password: string, ending: string): Promise<void> => {
      sandbox.write('pgfleet/credentials/password', `Zq7${password}${ending}`);
      await eventually(agent.output, () => logIn(sandbox, `Zq7${password}`), 20);
    };
    const nasty = [
      `p@ss "w:o\\r'd $x;--€`,
      "'",
      '"',
      '\\',
      '$(touch canary)',
      '`touch canary`',
      '$$',
      '%s%n',
      ' spaces ',
      '\ttab\t',
      'host=x dbname=y',
      "'; DROP ROLE shop_owner; --",
      ":'owner'",
      '\\! touch canary',
      'ümläut',
      '日本語',
      '🐘',
      '-c',
      '#comment',
      'x'.repeat(400),
    ];
    for (const password of nasty) await follows(password, '\n');
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 40 }), fc.constantFrom('', '\n', '\n\n'), follows),
      { numRuns: 10 },
    );
    expect((await sandbox.run(['find', sandbox.at(), '/tmp', '-maxdepth', '3', '-name', 'canary*'])).stdout).toBe('');
    expect(server.output() + agent.output()).not.toContain('Zq7');
  });

  test('an empty or missing password file changes nothing', async () => {
    const { sandbox, agent } = await running(installation);
    sandbox.write('pgfleet/credentials/password', '\n');
    await agent.waitForOutput('is empty; the role keeps its password');
    expect(await logIn(sandbox, 'first')).toBe(true);
    await sandbox.run(['rm', sandbox.at('pgfleet/credentials/password')]);
    await agent.waitForOutput('there is no password file');
    expect(await logIn(sandbox, 'first')).toBe(true);
  });

  test('a password that is right already is not set again', async () => {
    const { sandbox, agent } = await running(installation);
    const stored = await sandbox.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'shop_owner'");
    await agent.signal('SIGTERM');
    expect(await agent.exited).toBe(0);
    const next = sandbox.startScript('agent.sh');
    await next.waitForOutput('configuration loaded');
    sandbox.write('pgfleet/config/extensions', 'pg_trgm\n');
    await next.waitForOutput('extensions are there');
    expect(await sandbox.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'shop_owner'")).toBe(stored);
  });

  test('a role that somebody dropped is named, not made anew', async () => {
    const { sandbox, agent } = await running(installation);
    await sandbox.query('ALTER DATABASE shop OWNER TO postgres');
    await sandbox.query('DROP ROLE shop_owner');
    sandbox.write('pgfleet/credentials/password', 'second');
    await agent.waitForOutput('the role does not exist');
  });

  test('creates extensions that come later, and says once which ones it cannot', async () => {
    const { sandbox, agent } = await running(installation);
    sandbox.write('pgfleet/config/extensions', 'nonsense\npg_trgm\n');
    await agent.waitForOutput(/cannot create extensions: .*nonsense/);
    expect(
      await sandbox.query(
        "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_trgm'",
        inShop,
      ),
    ).toBe('public');
    sandbox.write('pgfleet/config/extensions', 'pg_trgm\nhstore\n');
    await agent.waitForOutput('extensions are there: pg_trgm, hstore');
    expect(agent.output().split('cannot create extensions')).toHaveLength(2);
  });

  test('functions that the owner of the database made are never called by the superuser', async () => {
    const { sandbox, agent } = await running(installation);
    const trap = `CREATE FUNCTION public.format(text, text) RETURNS text LANGUAGE sql AS $$ ALTER ROLE shop_owner SUPERUSER; SELECT 'SELECT 1' $$`;
    const owner = { PGUSER: 'shop_owner', PGDATABASE: 'shop' };
    await sandbox.query(trap, owner);
    await sandbox.query('ALTER DATABASE shop SET search_path = public, pg_catalog', owner);
    sandbox.write('pgfleet/config/extensions', 'pg_trgm\n');
    await agent.waitForOutput('extensions are there');
    expect(await sandbox.query("SELECT rolsuper FROM pg_roles WHERE rolname = 'shop_owner'")).toBe('f');
  });

  test('survives the absence of the server, and works when it is back', async () => {
    const { sandbox, server, agent } = await running(installation);
    await server.signal('SIGTERM');
    await server.exited;
    change(sandbox, configuration, (text) => `${text}work_mem = 8MB\n`);
    sandbox.write('pgfleet/credentials/password', 'second');
    await serve(sandbox);
    await eventually(agent.output, () => logIn(sandbox, 'second'));
    expect(await sandbox.query('SHOW work_mem')).toBe('8MB');
  });

  test('goes on with a new version of itself, and not with a broken one', async () => {
    const { sandbox, agent } = await running(installation);
    const script = 'pgfleet/scripts/agent.sh';
    const good = sandbox.read(script);
    sandbox.write(script, `${good}if\n`);
    await agent.waitForOutput('the new agent.sh has an error, going on with the old one');
    sandbox.write(script, good.replace('say "watching', 'say "version two is watching'));
    await agent.waitForOutput('version two is watching');
    const part = 'pgfleet/scripts/agent-database.sh';
    const whole = sandbox.read(part);
    sandbox.write(part, `${whole}if\n`);
    await agent.waitForOutput('the new agent-database.sh has an error, going on with the old one');
    sandbox.write(part, whole.replace('extensions are there', 'extensions are now there'));
    sandbox.write('pgfleet/config/extensions', 'pg_trgm\n');
    await agent.waitForOutput('extensions are now there');
    await agent.signal('SIGTERM');
    expect(await agent.exited).toBe(0);
  });

  test('ends at once when asked to, and leaves nothing in /tmp', async () => {
    const { sandbox, agent } = await running(installation);
    const asked = Date.now();
    await agent.signal('SIGTERM');
    expect(await agent.exited).toBe(0);
    expect(Date.now() - asked).toBeLessThan(5000);
    expect((await sandbox.run(['ls', sandbox.at('tmp')])).stdout).toBe('');
  });
});
