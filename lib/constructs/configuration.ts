import { Construct } from 'constructs';
import type { DatabaseEnvironment, Environment } from '../defaults/environment';
import { addConfigMap } from './config-map';
import { type Login, loginsOf } from './logins';
import { names } from './names';
import { pgHbaConf, pgIdentConf } from './pg-hba-conf';
import { postgresqlConf } from './postgresql-conf';
import { scriptsFor } from './scripts';

/** Everything that Pods read as files, and the small record that Argo CD and pgfleet itself read. */
export class Configuration extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const configMap = (name: string, comment: string, data: Readonly<Record<string, string>>) =>
      addConfigMap(this, env, name, comment, data);

    configMap('pgfleet-environment', 'What this directory is: read by Argo CD and by pgfleet itself.', record(env));
    if (env.kind !== 'database') return;
    configMap(
      names.configuration(env),
      'Mounted as a directory: the agent reloads PostgreSQL within a minute or two of a change.',
      files(env),
    );
    configMap(
      names.scripts(env),
      'What the containers run; the same in every environment with this method of backup.',
      scriptsFor(env.backup.method),
    );
    if (env.database.initSql.length > 0) {
      configMap(
        names.initSql(env),
        'Run once, in this order, as the owner, when the data is created. A later change has no effect on existing data.',
        Object.fromEntries(env.database.initSql.map(({ name, text }, index) => [initSqlKey(name, index), text])),
      );
    }
  }
}

/** Files and no environment variables: a change of one restarts nothing. */
const files = (env: DatabaseEnvironment): Record<string, string> => ({
  'postgresql.conf': postgresqlConf(env.database.settings),
  'pg_hba.conf': pgHbaConf(env),
  'pg_ident.conf': pgIdentConf(env),
  // One name per line.
  extensions: env.database.extensions.map((extension) => `${extension}\n`).join(''),
  // Which rights the role of backups has.
  'backup-method': `${env.backup.method}\n`,
  // Whether the role of checks may log in, and what is made ready for it.
  'check-level': `${env.checks.level}\n`,
  // Both are read at the next start of the Pod.
  ...(env.database.dataChecksums ? {} : { 'data-checksums': 'off\n' }),
  ...(env.database.enableChecksums ? { 'enable-checksums': 'yes\n' } : {}),
  // So that a Pod which is faster than the ConfigMap of the restore waits for it, instead of starting empty.
  ...(env.bootstrap === undefined ? {} : { bootstrap: `${env.bootstrap.source}\n` }),
});

const record = (env: Environment): Record<string, string> => ({
  environment: env.id,
  kind: env.kind,
  cluster: env.cluster,
  namespace: env.namespace.name,
  namespaceCreated: String(env.namespace.create),
  deletionPolicy: env.deletionPolicy,
  owner: env.owner,
  ...(env.kind === 'database'
    ? {
        postgresqlVersion: env.database.version,
        generation: String(env.database.generation),
        backupMethod: env.backup.method,
      }
    : {}),
  // Where clients connect, and with what: notifications of Argo CD tell it to the owner.
  ...(env.kind === 'external'
    ? { host: env.external.host, port: String(env.external.port), secretName: env.external.secret }
    : place(loginsOf(env))),
  ...(env.kind === 'vdb' ? { vdbs: env.vdbs.map(({ name }) => name).join(' ') } : {}),
  checkLevel: env.checks.level,
  ...(env.description === '' ? {} : { description: env.description }),
  ...(env.expiresOn === '' ? {} : { expiresOn: env.expiresOn }),
});

/** Of several VDBs the first one, and the names of all. */
const place = (logins: readonly Login[]): Record<string, string> => {
  const [first] = logins;
  if (first === undefined) throw new Error('an environment without a server');
  return {
    host: first.host,
    port: String(first.port),
    secretName: first.credentials.secret,
  };
};

/** `00-schema.sql`: the shell sorts the files as values.yaml orders them; characters that a key cannot hold become "-". */
const initSqlKey = (name: string, index: number): string =>
  `${String(index).padStart(3, '0')}-${name.replaceAll(/[^-._a-zA-Z0-9]/g, '-').slice(-200)}`;
