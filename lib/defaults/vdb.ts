import { passwordPlaceholder } from '../manifest';
import { credentialsOf, judgeUnread } from './credentials';
import type { Action, Credentials, Vdb } from './environment';
import type { Findings, Path } from './findings';
import { resolveResources } from './resources';
import { resolveHooks } from './vdb/hooks';
import { resolvePostgresConfig } from './vdb/parameters';
import { resolveSource } from './vdb/source';

type Values = NonNullable<Findings['values']['vdb']>;

/** One block of values.yaml: `vdb`, or one of `vdbs`. */
export interface VdbBlock {
  readonly name: string;
  readonly at: Path;
  readonly values: Values;
}

/** Longest `<vdb>-<id>`, in characters: operators put names into labels. */
const longestName = 63;

/** One VDB, with nothing left open. */
export const resolveVdb = (
  findings: Findings,
  { name, at, values }: VdbBlock,
  files: ReadonlyMap<string, Buffer>,
): Vdb => {
  const path = (...keys: string[]): Path => [...at, ...keys];
  const source = resolveSource(findings, at, values.source);
  const database = {
    name: postgresqlName(findings, path('database', 'name'), values.database?.name),
    user: postgresqlName(findings, path('database', 'user'), values.database?.user),
  };
  const mode = values.mode ?? 'Primary';
  const labels = values.podLabels;
  if (labels !== undefined && Object.keys(labels).length === 0)
    findings.add('invalid-value', path('podLabels'), 'podLabels is empty, and would select every Pod: leave it out');
  return {
    name,
    source,
    database,
    credentials: resolvePassword(findings, name, at, values),
    enabled: (values.enabled ?? true) && findings.values.suspended !== true,
    mode,
    port: findings.required(path('port'), values.port, 0),
    image: values.image,
    mountPath: findings.required(path('mountPath'), values.mountPath, ''),
    ownershipSpec: findings.required(path('ownershipSpec'), values.ownershipSpec, ''),
    errorBackoffPeriod: findings.required(path('errorBackoffPeriod'), values.errorBackoffPeriod, ''),
    ...resolveResources(findings, at, values.resources),
    postgresConfig: resolvePostgresConfig(findings, at, values.postgresConfig, source),
    hooks: resolveHooks(findings, values.hooks, { at, database: database.name, mode, files }),
    actions: resolveActions(findings, name, at, values.actions),
    podLabels: labels,
  };
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no environment variable or connection string should hold
const controlCharacters = /[\u0000-\u001f\u007f]/;

const postgresqlName = (findings: Findings, path: Path, value: string | undefined): string => {
  const name = findings.required(path, value, '');
  const key = path.join('.');
  if (controlCharacters.test(name)) findings.add('invalid-value', path, `${key} must not hold control characters`);
  // Also percent-encoded they are steps of a path: clients that normalise a URI would connect elsewhere. Source: WHATWG URL, 4.4.
  else if (name === '.' || name === '..')
    findings.add('invalid-value', path, `"${name}" cannot stand in a connection URI: choose another name`);
  else if (name.includes(passwordPlaceholder))
    findings.add('reserved-name', path, `"${name}" is a reserved name: choose another`);
  return name;
};

/** The VDB's own credentials, over those of all; passwordSecretRef is their short form. The operator reads the key `password`. */
const resolvePassword = (
  findings: Findings,
  name: string,
  at: Path,
  { database, credentials }: Values,
): Credentials => {
  const { passwordSecretRef: secret } = database ?? {};
  if (secret !== undefined && credentials !== undefined)
    findings.add(
      'invalid-value',
      [...at, 'database', 'passwordSecretRef'],
      'passwordSecretRef is short for credentials with source existing: one of the two',
    );
  if (credentials?.source !== undefined) judgeUnread(findings, new Set([credentials.source]), at);
  const own = secret === undefined ? credentials : ({ source: 'existing', secret } as const);
  judgePasswordKey(findings, at, credentials);
  return credentialsOf(findings, name, {
    values: { ...findings.values.credentials, ...own, keys: { password: 'password' } },
    at: (key) => (own?.source === undefined ? ['credentials', key] : [...at, 'credentials', key]),
  });
};

/** `block`: where the credentials stand. An inherited key is that of databases, and is dropped. */
export const judgePasswordKey = (findings: Findings, block: Path, credentials: Values['credentials']): void => {
  const path = [...block, 'credentials', 'keys', 'password'];
  const key = credentials?.keys?.password ?? 'password';
  if (key !== 'password' && findings.written(path))
    findings.add('invalid-value', path, `the operator reads the key "password" of a Secret, and no "${key}"`);
};

const resolveActions = (
  findings: Findings,
  name: string,
  at: Path,
  actions: Values['actions'] = {},
): readonly Action[] =>
  Object.entries(actions)
    .map(([id, { kind, spec }]) => {
      const object = `${name}-${id}`;
      if (object.length > longestName)
        findings.add(
          'name-too-long',
          [...at, 'actions', id],
          `the ${kind} "${object}" has ${object.length} characters, and at most ${longestName} are safe in labels`,
        );
      return { id, kind, spec };
    })
    .sort((one, other) => (one.id < other.id ? -1 : 1));
