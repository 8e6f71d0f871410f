import { join } from 'node:path';
import type { Environment } from '../../defaults/environment';
import { type Cluster, isProblem, type Problem } from '../kubectl';
import { passwordOf, psqlVariables, type Target } from '../login';
import { forwardPort } from '../port-forward';
import { runToEnd } from '../programs';
import { serversOf } from '../servers';
import { failed, type Line, ok, unknown, warning } from './line';
import { type Row, titled } from './place';

/** What a server says of itself. */
export interface Answer {
  readonly version: string;
  readonly readOnly: boolean;
  readonly tables: number;
  readonly missing: readonly string[];
}

/** A table that must be there. */
export interface WantedTable {
  readonly schema: string;
  readonly name: string;
}

/** Login, SELECT 1 and tables, by psql of this machine, through a tunnel to the Pod: no right to `exec`, and no password on a command line. */
export const server: Row = async ({ env, cluster }) => {
  const answers = serversOf(env).map(async ({ name, asleep, target }) => {
    const lines = asleep
      ? [ok('login', 'not tried: it is switched off')]
      : await serverLines(env.id, cluster, target, wantedTables(env, target.database));
    return lines.map((line) => ({ ...line, name: titled(env, line.name, name) }));
  });
  return (await Promise.all(answers)).flat();
};

/** Of other databases this role may see nothing: checks look there. */
const wantedTables = ({ checks }: Environment, database: string): readonly WantedTable[] =>
  checks.level === 'none' ? [] : checks.tables.filter((table) => table.database === database);

const serverLines = async (
  id: string,
  cluster: Cluster,
  target: Target,
  tables: readonly WantedTable[],
): Promise<readonly Line[]> => {
  const psql = await runToEnd('psql', ['--version'], { seconds: 10 });
  if ('problem' in psql) return [unknown('login', `not looked at: ${psql.problem}`)];
  const password = await passwordOf(cluster, target);
  if (isProblem(password))
    return [password.cause === undefined ? failed('login', password.problem) : unknown('login', password.problem)];
  const tunnel = await forwardPort(cluster, target.object, target.port);
  if (isProblem(tunnel))
    return [tunnel.cause === undefined ? failed('login', tunnel.problem) : unknown('login', tunnel.problem)];
  try {
    return judgeAnswer(id, target, tables, await ask(target, tables, tunnel.localPort, password));
  } finally {
    await tunnel.stop();
  }
};

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** `-w`: a password that is wrong is a failure, and no question to the person at the terminal. */
const ask = async (
  target: Target,
  tables: readonly WantedTable[],
  localPort: number,
  password: string,
): Promise<Said | Problem> =>
  runToEnd(
    'psql',
    [
      ...['-X', '-A', '-t', '-q', '-w', '-v', 'ON_ERROR_STOP=1', '-c', 'SELECT 1'],
      ...['-v', `tables=${JSON.stringify(tables.map(({ schema, name }) => ({ schema, name })))}`],
      ...['-f', join(__dirname, '..', '..', 'scripts', 'status', 'status.sql')],
    ],
    {
      seconds: 40,
      env: {
        ...psqlVariables(process.env, target, localPort, password),
        PGOPTIONS: '-c default_transaction_read_only=on -c statement_timeout=20s',
      },
    },
  );

export const judgeAnswer = (
  id: string,
  { user, database, secret }: Target,
  tables: readonly WantedTable[],
  said: Said | Problem,
): readonly Line[] => {
  if ('problem' in said) return [unknown('login', said.problem)];
  const [one = '', json = ''] = said.stdout.trim().split('\n');
  const error =
    said.stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^.*FATAL: {2}/, '') ?? '';
  // Everything before the first result is the login.
  if (one === '') return [failed('login', `${user} cannot log in to ${database}: ${error}`, nextOf(id, secret, error))];
  const login = ok('login', `${user} to ${database}, with the Secret ${secret}`);
  const select = one === '1' ? ok('SELECT 1', 'answers') : failed('SELECT 1', one);
  const answer = answerOf(json);
  if (answer === undefined) return [login, select, failed('tables', error, `pgfleet logs ${id}`)];
  const { version, readOnly, missing } = answer;
  return [
    login,
    readOnly
      ? warning(select.name, `${select.words}, PostgreSQL ${version}, and takes no changes: it is in recovery`)
      : { ...select, words: `${select.words}, PostgreSQL ${version}` },
    missing.length > 0
      ? failed(
          'tables',
          `${missing.length} of ${tables.length} expected are not there: ${missing.join(', ')}`,
          `pgfleet connect ${id}`,
        )
      : ok(
          'tables',
          tables.length === 0
            ? `${answer.tables}; checks.tables expects none`
            : `${answer.tables}, and all ${tables.length} expected are there`,
        ),
  ];
};

const nextOf = (id: string, secret: string, error: string): string =>
  /authentication failed/.test(error)
    ? `pgfleet logs ${id} --container agent: the role follows the Secret ${secret} within two minutes`
    : `pgfleet logs ${id}`;

const answerOf = (json: string): Answer | undefined => {
  try {
    return JSON.parse(json) as Answer;
  } catch {
    return undefined;
  }
};
