/**
 * Who may log in, and how. First match decides. Source: PostgreSQL docs, 21.1.
 * The superuser has no password and no way in from the network; over the socket it is whoever may `kubectl exec`.
 */
export const pgHbaConf = (): string =>
  [
    '# TYPE  DATABASE     USER      ADDRESS  METHOD',
    '# Inside the Pod: the operating system user, mapped by pg_ident.conf. No password.',
    'local   all          all                peer map=pgfleet',
    '# The superuser never comes over the network.',
    'host    all          postgres  all      reject',
    'host    all          all       all      scram-sha-256',
    '',
  ].join('\n');

/**
 * The operating system user of every container, mapped to the superuser and to the owner of the database.
 * A user name in quotes is taken literally: a leading / or + has no meaning there. Source: PostgreSQL docs, 21.2.
 */
export const pgIdentConf = (owner: string): string =>
  [
    '# MAPNAME  SYSTEM-USERNAME  PG-USERNAME',
    'pgfleet    postgres         postgres',
    `pgfleet    postgres         ${quoted(owner)}`,
    '',
  ].join('\n');

/** Quotes are doubled inside a quoted field. A line break cannot occur (checked in lib/defaults). */
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
