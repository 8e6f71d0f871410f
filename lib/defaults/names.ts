import { passwordPlaceholder } from '../manifest';
import type { Environment } from './environment';
import type { Findings } from './findings';

/** Databases that every server has. */
const reservedDatabases: ReadonlySet<string> = new Set(['postgres', 'template0', 'template1']);
/** Words that mean something else in pg_hba.conf, or to PgBouncer, where a database is named. */
const databaseWords: ReadonlySet<string> = new Set([
  'all',
  'replication',
  'samegroup',
  'samerole',
  'sameuser',
  'pgbouncer',
]);
/** Names that CREATE ROLE refuses, or that mean something else in pg_hba.conf and pg_ident.conf. */
const roleWords: ReadonlySet<string> = new Set(['all', 'none', 'public', 'pgbouncer']);
/** Roles of our own, which log in with a certificate, and who they are. */
const ownRoles: ReadonlyMap<string, string> = new Map([
  ['pgfleet_backup', 'backups'],
  ['pgfleet_check', 'checks'],
  ['pgfleet_basebackup', 'checks'],
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a line of a configuration file cannot hold
const controlCharacters = /[\u0000-\u001f\u007f]/;

/** Database and role: present, and free for the taking. Their length in bytes is judged by the schema. */
export const databaseNames = (findings: Findings): { readonly name: string; readonly owner: string } => {
  const { name, owner } = findings.values.database ?? {};
  if (name === undefined)
    findings.add(
      'missing-key',
      ['database', 'name'],
      'database.name is missing: the name of the database, like "orders"',
    );
  else if (reservedDatabases.has(name) || databaseWords.has(name) || name.includes(passwordPlaceholder))
    findings.add(
      'reserved-name',
      ['database', 'name'],
      `"${name}" is a reserved name: choose another for the database`,
    );
  else if (controlCharacters.test(name))
    findings.add('invalid-value', ['database', 'name'], 'database.name must not hold control characters');
  // Also percent-encoded they are steps of a path: clients that normalise a URI would connect elsewhere. Source: WHATWG URL, 4.4.
  else if (name === '.' || name === '..')
    findings.add(
      'invalid-value',
      ['database', 'name'],
      `"${name}" cannot stand in a connection URI: choose another name`,
    );
  if (owner === undefined)
    findings.add(
      'missing-key',
      ['database', 'owner'],
      'database.owner is missing: the role that applications log in as',
    );
  else if (owner === 'postgres')
    findings.add(
      'reserved-name',
      ['database', 'owner'],
      '"postgres" is the superuser, which never logs in over the network: choose another owner',
    );
  else if (ownRoles.has(owner))
    findings.add(
      'reserved-name',
      ['database', 'owner'],
      `"${owner}" is the role that ${ownRoles.get(owner)} log in as: choose another owner`,
    );
  else if (owner.startsWith('pg_') || roleWords.has(owner) || owner.includes(passwordPlaceholder))
    findings.add('reserved-name', ['database', 'owner'], `"${owner}" is a reserved name: choose another owner`);
  else if (controlCharacters.test(owner))
    findings.add('invalid-value', ['database', 'owner'], 'database.owner must not hold control characters');
  return { name: name ?? '', owner: owner ?? '' };
};

/** What an environment may consist of. */
type Part = 'workload' | 'pgBackRest' | 'pgDump' | 'checks';

/** Longest suffixes of the objects that are named after `name`, and the limits of their kinds. */
const derivedNames: readonly {
  readonly kind: string;
  readonly suffix: string;
  readonly limit: number;
  readonly part: Part;
}[] = [
  // The controller's revision label is <name>-<10 characters of hash>, and a label holds 63.
  { kind: 'StatefulSet', suffix: '', limit: 52, part: 'workload' },
  { kind: 'Service', suffix: '-headless', limit: 63, part: 'workload' },
  // Its Pods carry the name in a label.
  { kind: 'Job', suffix: '-credentials-00000000', limit: 63, part: 'workload' },
  { kind: 'Job', suffix: '-backup-initial-00000000', limit: 63, part: 'pgBackRest' },
  // Its Jobs add eleven characters.
  { kind: 'CronJob', suffix: '-backup-full', limit: 52, part: 'pgBackRest' },
  { kind: 'CronJob', suffix: '-dump', limit: 52, part: 'pgDump' },
  { kind: 'Service', suffix: '-public', limit: 63, part: 'workload' },
  { kind: 'CronJob', suffix: '-check-full', limit: 52, part: 'checks' },
  { kind: 'Job', suffix: '-check-sync-00000000', limit: 63, part: 'checks' },
];

/** Namespace and base name, with the length of what is derived from them. */
export const objectNames = (findings: Findings, id: string): Pick<Environment, 'name' | 'namespace'> => {
  const { name, namespace, backup, checks } = findings.values;
  if (name === undefined) findings.add('missing-key', ['name'], 'name is missing');
  const parts: readonly (Part | 'none' | undefined)[] = [
    ...(findings.kind === 'database' ? (['workload', backup?.method] as const) : []),
    checks?.level === 'none' ? undefined : 'checks',
  ];
  for (const { kind, suffix, limit } of derivedNames.filter(({ part }) => parts.includes(part)))
    if (name !== undefined && name.length + suffix.length > limit)
      findings.add(
        'name-too-long',
        ['name'],
        `the ${kind} "${name}${suffix}" has ${name.length + suffix.length} characters, and Kubernetes allows ${limit}`,
      );
  const chosen =
    typeof namespace === 'string'
      ? { name: namespace, create: true }
      : { name: namespace?.name, create: namespace?.create ?? true };
  const derived = chosen.name ?? `${findings.kind === 'vdb' ? 'postgres-vdbs' : 'postgres'}-${id}`;
  if (derived.length > 63)
    findings.add(
      'name-too-long',
      ['namespace'],
      `the namespace "${derived}" has ${derived.length} characters, and Kubernetes allows 63: set namespace`,
    );
  if (derived === 'default' || derived.startsWith('kube-'))
    findings.add('reserved-name', ['namespace'], `the namespace "${derived}" belongs to Kubernetes: choose another`);
  return { name: name ?? '', namespace: { name: derived, create: chosen.create } };
};
