import { kubectl, tryKubectl } from './kubectl';
import type { Outcome } from './process';
import type { TestEnvironment } from './project';

type Place = Pick<TestEnvironment, 'namespace' | 'pod'>;

const psql = ({ namespace, pod }: Place, database: string, sql: string, user: readonly string[]): readonly string[] => [
  ...['exec', pod, '-n', namespace, '-c', 'postgres', '--'],
  ...['psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...user, '-d', database, '-c', sql],
];

/** `kubectl exec POD -c postgres -- psql -d DB`: no user named, no password. */
export const query = async (place: Place, sql: string, database = 'shop', timeoutSeconds = 60): Promise<string> =>
  (await kubectl(psql(place, database, sql, []), { timeoutSeconds })).trim();

export const tryQuery = (place: Place, sql: string, database = 'shop'): Promise<Outcome> =>
  tryKubectl(psql(place, database, sql, []));

/** As the role given, by the map of pg_ident.conf. */
export const queryAs = async (place: Place, role: string, sql: string, database = 'shop'): Promise<string> =>
  (await kubectl(psql(place, database, sql, ['-U', role]))).trim();

/** A shell in the container of PostgreSQL. */
export const shell = (place: Place, script: string, timeoutSeconds = 60): Promise<Outcome> =>
  tryKubectl(['exec', place.pod, '-n', place.namespace, '-c', 'postgres', '--', 'bash', '-c', script], {
    timeoutSeconds,
  });
