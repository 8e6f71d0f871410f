import { type Cluster, find, isProblem, type Problem } from './kubectl';
import type { Variables } from './programs';

/** A server, and the Secret that opens it. */
export interface Target {
  /** What kubectl forwards a port to: `pod/NAME`, `service/NAME`. */
  readonly object: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly secret: string;
  readonly passwordKey: string;
  /** The way to it is a tunnel of the API server to one Pod: no certificate is compared. */
  readonly sslMode: 'require' | 'prefer';
}

/** The password, for the environment of one child process: it stands on no command line and in no file. */
export const passwordOf = async (cluster: Cluster, { secret, passwordKey }: Target): Promise<string | Problem> => {
  const found = await find(cluster, 'secret', secret);
  if (isProblem(found)) return found;
  if (found === undefined) return { problem: `there is no Secret ${secret}` };
  const encoded = (found.data as Readonly<Record<string, string>> | undefined)?.[passwordKey];
  return encoded === undefined
    ? { problem: `the Secret ${secret} has no key ${passwordKey}` }
    : Buffer.from(encoded, 'base64').toString('utf8');
};

/** The environment of psql, without a setting of the user's own servers. */
export const psqlVariables = (
  inherited: Variables,
  { user, database, sslMode }: Target,
  localPort: number,
  password: string,
): Variables => ({
  ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !name.startsWith('PG'))),
  PGHOST: '127.0.0.1',
  PGPORT: String(localPort),
  PGUSER: user,
  PGDATABASE: database,
  PGPASSWORD: password,
  PGSSLMODE: sslMode,
  PGGSSENCMODE: 'disable',
  PGCONNECT_TIMEOUT: '10',
  PGAPPNAME: 'pgfleet',
});
