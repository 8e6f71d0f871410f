import type { DatabaseEnvironment } from '../defaults/environment';

type Ruled = Pick<DatabaseEnvironment, 'backup' | 'checks' | 'tls'>;

interface JobRole {
  readonly role: string;
  readonly map: string;
  /** Of pg_hba.conf: `all` does not hold `replication`. */
  readonly database: 'all' | 'replication';
  readonly who: string;
  readonly used: (env: Ruled) => boolean;
}

/** Roles of Jobs: by the certificate of the Jobs, for one thing, and in no other way. */
const jobRoles: readonly JobRole[] = [
  {
    role: 'pgfleet_backup',
    map: 'pgfleet-backup',
    database: 'all',
    who: 'The Jobs of backups: by their certificate, and in no other way.',
    used: ({ backup }) => backup.method !== 'none',
  },
  {
    role: 'pgfleet_check',
    map: 'pgfleet-check',
    database: 'all',
    who: 'The Jobs of checks: by the same certificate.',
    used: ({ checks }) => checks.level !== 'none',
  },
  // A role of its own: what an application has put into its database runs as pgfleet_check, and must not make replication slots.
  {
    role: 'pgfleet_basebackup',
    map: 'pgfleet-check',
    database: 'replication',
    who: 'The base backup to nowhere of these Jobs, which reads every page: replication, and no database.',
    used: ({ checks }) => checks.level !== 'none',
  },
];

/**
 * Who may log in, and how. First match decides. Source: PostgreSQL docs, 21.1.
 * The superuser has no password and no way in from the network; over the socket it is whoever may `kubectl exec`.
 */
export const pgHbaConf = (env: Ruled): string =>
  [
    '# TYPE  DATABASE     USER               ADDRESS  METHOD',
    '# Inside the Pod: the operating system user, mapped by pg_ident.conf. No password.',
    'local   all          all                         peer map=pgfleet',
    ...jobRoles.flatMap((row) => [
      ...(client(env, row) === undefined
        ? []
        : [`# ${row.who}`, line('hostssl', row.database, row.role, `cert map=${row.map}`)]),
      ...['all', 'replication'].map((database) => line('host', database, row.role, 'reject')),
    ]),
    '# The superuser never comes over the network.',
    line('host', 'all', 'postgres', 'reject'),
    line(env.tls.required ? 'hostssl' : 'host', 'all', 'all', 'scram-sha-256'),
    '',
  ].join('\n');

const line = (type: string, database: string, role: string, method: string): string =>
  `${type.padEnd(7)} ${database.padEnd(12)} ${role.padEnd(18)} all      ${method}`;

/**
 * The operating system user of every container, mapped to the superuser and to the owner of the database; and the certificate of the Jobs.
 * A user name in quotes is taken literally: a leading / or + has no meaning there. Source: PostgreSQL docs, 21.2.
 */
export const pgIdentConf = (env: Ruled & Pick<DatabaseEnvironment, 'database'>): string =>
  [
    '# MAPNAME       SYSTEM-USERNAME  PG-USERNAME',
    'pgfleet         postgres         postgres',
    `pgfleet         postgres         ${quoted(env.database.owner)}`,
    ...jobRoles.flatMap((row) => {
      const certificate = client(env, row);
      return certificate === undefined ? [] : [`${row.map.padEnd(15)} ${quoted(certificate.commonName)} ${row.role}`];
    }),
    '',
  ].join('\n');

const client = (env: Ruled, { used }: JobRole) => (used(env) ? env.tls.client : undefined);

/** Quotes are doubled inside a quoted field. A line break cannot occur (checked in lib/defaults). */
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
