import type { Major } from '../../lib/config/majors';
import { parametersOf } from '../../lib/defaults/parameter-table';
import type { Manifest } from '../../lib/manifest';
import { planManifests } from '../../lib/plan/plan';
import { alone, changedValue, locksOut, type Setting, unsettable } from './harness/changed-value';
import { disposeAll, newSandbox } from './harness/environment';
import { eventually } from './harness/eventually';
import { everyInstallation, type Installation } from './harness/installation';
import type { Sandbox } from './harness/sandbox';

afterAll(disposeAll);

/** Modules of contrib that bring parameters of the table. */
const modules = [
  ...['plpgsql', 'auth_delay', 'auto_explain', 'basic_archive', 'pg_prewarm'],
  ...['pg_stat_statements', 'pg_trgm', 'postgres_fdw'],
];

/** postgresql.conf as an environment has it, and the Pod that what needs a restart is announced to. */
const manifests = (major: string, conf: string, restartSettings: string): readonly Manifest[] => {
  const labels = { 'app.kubernetes.io/part-of': 'pgfleet', 'app.kubernetes.io/version': major };
  const template = {
    metadata: { annotations: { 'pgfleet.dev/restart-settings': restartSettings } },
    spec: { containers: [], volumes: [{ name: 'config', configMap: { name: 'postgres-config' } }] },
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'postgres-config', labels },
      data: { 'postgresql.conf': conf },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'postgres', labels },
      spec: { replicas: 1, template },
    },
  ];
};

/** What plan says of each parameter, by lower-case name. */
const predicted = (major: string, before: string, after: string): ReadonlyMap<string, string> =>
  new Map(
    planManifests(manifests(major, before, '1'), manifests(major, after, '2'))
      .filter(({ code }) => code.startsWith('parameter-'))
      .map(({ path, class: risk }) => [path.slice(path.indexOf('].') + 2), risk]),
  );

/** Over TCP: some settings are those of the connection. */
const login = ['-X', '-q', '-A', '-t', '-h', '127.0.0.1', '-U', 'postgres', '-d', 'postgres'];

/** All settings as one session has them after the server, and it, have read the files again. */
const reloaded = async (sandbox: Sandbox): Promise<readonly Setting[]> => {
  const ask = ['pg_reload_conf()', 'pg_sleep(0.5)', 'json_agg(s) FROM pg_settings s'];
  const { code, stdout, stderr } = await sandbox.run([
    'psql',
    ...login,
    ...ask.flatMap((sql) => ['-c', `SELECT ${sql}`]),
  ]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout.slice(stdout.indexOf('['))) as readonly Setting[];
};

const file = 'pgfleet/config/postgresql.conf';

/** A server that reads one file, and what that file begins with: addresses and paths of the sandbox. */
const serve = async (installation: Installation): Promise<{ readonly sandbox: Sandbox; readonly first: string }> => {
  const sandbox = await newSandbox(installation);
  const made = await sandbox.run(['initdb', '-U', 'postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']);
  if (made.code !== 0) throw new Error(made.stderr);
  // archive_command says «disabled» as long as this is off.
  const more = ['archive_mode = on', `shared_preload_libraries = '${modules.join(',')}'`];
  const first = [sandbox.read(file), ...more].join('\n');
  sandbox.write(file, first);
  sandbox.write('pgfleet/config/pg_hba.conf', 'host all all 127.0.0.1/32 trust\n');
  const server = sandbox.start(['postgres', '-D', sandbox.at('pgdata/data'), '-c', `config_file=${sandbox.at(file)}`]);
  await eventually(server.output, async () => (await sandbox.run(['pg_isready', '--quiet'])).code === 0);
  return { sandbox, first };
};

interface Row {
  readonly name: string;
  readonly value: string;
  readonly happened: 'restart' | 'reload' | 'nothing';
  readonly says: string | undefined;
}

/** Another value of every parameter in the file, a reload, and what became of each. */
const observe = async (installation: Installation): Promise<readonly Row[]> => {
  const { sandbox, first } = await serve(installation);
  const candidates = (await reloaded(sandbox)).flatMap((setting) => {
    const value = changedValue(setting);
    return value === undefined ? [] : [{ ...setting, value }];
  });
  const quoted = (name: string, value: string): string => `${name} = '${value.replaceAll("'", "''")}'`;
  const changed = (rows: typeof candidates): string => rows.map(({ name, value }) => quoted(name, value)).join('\n');
  const old = candidates.map(({ name, setting }) => quoted(name, setting ?? '')).join('\n');
  const plan = predicted(installation.major, old, changed(candidates));
  const rounds = [
    candidates.filter(({ name }) => name === alone),
    candidates.filter(({ name }) => name !== alone && !locksOut.has(name)),
    candidates.filter(({ name }) => locksOut.has(name)),
  ];
  const rows: Row[] = [];
  for (const round of rounds) {
    // The last line of a parameter wins.
    sandbox.write(file, `${first}\n${changed(round)}\n`);
    // A session that begins afterwards also has what no session takes up later; after the last round none can begin.
    if (round !== rounds.at(-1)) await sandbox.run(['psql', ...login, '-c', 'SELECT pg_reload_conf()']);
    const now = new Map((await reloaded(sandbox)).map((setting) => [setting.name, setting]));
    for (const { name, setting, value } of round) {
      const read = now.get(name);
      const kept = read?.setting === setting ? 'nothing' : 'reload';
      const happened = read?.pending_restart === true ? 'restart' : kept;
      rows.push({ name, value, happened, says: plan.get(name.toLowerCase()) });
    }
  }
  return rows;
};

describe.each(everyInstallation)('the parameters of %s', (_, installation) => {
  let rows: readonly Row[];
  beforeAll(async () => {
    rows = await observe(installation);
  });

  test('are reloaded, or wait for a restart, as plan says', () => {
    expect(rows.filter(({ happened, says }) => happened !== says)).toEqual([]);
  });

  test('are all of the table but those that no file can change', () => {
    const tried = new Set(rows.map(({ name }) => name));
    const left = [...parametersOf(installation.major as Major).values()].filter(
      ({ name, context }) => context !== 'internal' && !tried.has(name),
    );
    expect(left.map(({ name }) => name).sort()).toEqual([...unsettable.keys()].sort());
    expect(rows.filter(({ happened }) => happened === 'restart').length).toBeGreaterThan(50);
    expect(rows.filter(({ happened }) => happened === 'reload').length).toBeGreaterThan(250);
  });
});
