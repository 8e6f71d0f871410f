import type { DatabaseEnvironment } from '../defaults/environment';

type Backed = Pick<DatabaseEnvironment, 'backup' | 'tls'>;

/**
 * Who may log in, and how. First match decides. Source: PostgreSQL docs, 21.1.
 * The superuser has no password and no way in from the network; over the socket it is whoever may `kubectl exec`.
 */
export const pgHbaConf = (env: Backed): string =>
  [
    '# TYPE  DATABASE     USER            ADDRESS  METHOD',
    '# Inside the Pod: the operating system user, mapped by pg_ident.conf. No password.',
    'local   all          all                      peer map=pgfleet',
    ...(backupClient(env) === undefined
      ? []
      : [
          '# The Jobs of backups: by their certificate, and in no other way.',
          'hostssl all          pgfleet_backup  all      cert map=pgfleet-backup',
        ]),
    'host    all          pgfleet_backup  all      reject',
    '# The superuser never comes over the network.',
    'host    all          postgres        all      reject',
    `${env.tls.required ? 'hostssl' : 'host   '} all          all             all      scram-sha-256`,
    '',
  ].join('\n');

/**
 * The operating system user of every container, mapped to the superuser and to the owner of the database; and the certificate of the Jobs.
 * A user name in quotes is taken literally: a leading / or + has no meaning there. Source: PostgreSQL docs, 21.2.
 */
export const pgIdentConf = (env: Backed & Pick<DatabaseEnvironment, 'database'>): string => {
  const client = backupClient(env);
  return [
    '# MAPNAME       SYSTEM-USERNAME  PG-USERNAME',
    'pgfleet         postgres         postgres',
    `pgfleet         postgres         ${quoted(env.database.owner)}`,
    ...(client === undefined ? [] : [`pgfleet-backup  ${quoted(client.commonName)} pgfleet_backup`]),
    '',
  ].join('\n');
};

const backupClient = ({ backup, tls }: Backed) => (backup.method === 'none' ? undefined : tls.client);

/** Quotes are doubled inside a quoted field. A line break cannot occur (checked in lib/defaults). */
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
