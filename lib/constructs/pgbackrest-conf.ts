import type { Backup, Bootstrap, DatabaseEnvironment, PgBackRestBackup, Repository } from '../defaults/environment';
import { podHost } from './names';
import { ownRepository } from './repository';

/** Options by name; undefined: not written, so that the default of pgBackRest holds. */
type Options = Readonly<Record<string, string | number | undefined>>;

const certificates = '/pgfleet/tls';
const ownFiles = '/pgfleet/repository';
const givenFiles = '/pgfleet/bootstrap';
export const serverPort = 8432;

/** Of every command. Logs go to standard error and output, where Kubernetes keeps them. */
const common: Options = {
  'log-level-file': 'off',
  'log-level-console': 'info',
  'lock-path': '/tmp/pgbackrest',
  // A Pod whose node died is given up after two minutes, and its lock with it; the kernel's own patience is two hours.
  'tcp-keep-alive-idle': 60,
  'tcp-keep-alive-interval': 10,
  'tcp-keep-alive-count': 6,
};

/** Where the repository is. Keys and passphrase are not here: repository-keys.sh puts them beside. `files`: where its authority is. */
const repositoryOptions = (repository: Repository, files: string = ownFiles): Options => {
  const options: Options = {
    ...place(repository, files),
    'cipher-type': repository.cipher === undefined ? undefined : 'aes-256-cbc',
  };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [`repo${repository.number}-${name}`, value]),
  );
};

const place = (repository: Repository, files: string): Options =>
  repository.type === 'volume'
    ? { type: 'posix', path: `/pgfleet/repository-volume${repository.path}` }
    : {
        type: 's3',
        path: repository.path,
        's3-bucket': repository.bucket,
        's3-endpoint': repository.endpoint,
        'storage-port': repository.port,
        's3-region': repository.region,
        's3-uri-style': repository.uriStyle,
        's3-key-type': repository.keys === undefined ? 'web-id' : 'shared',
        'storage-ca-file': repository.ca === undefined ? undefined : `${files}/ca.crt`,
      };

const writtenOptions = ({ repositories, retention }: PgBackRestBackup): Options =>
  Object.fromEntries(
    repositories.flatMap(({ number }) => [
      // What is small goes into one file, and of a large file only the blocks that changed.
      [`repo${number}-bundle`, 'y'],
      [`repo${number}-block`, 'y'],
      [`repo${number}-retention-full-type`, retention.type],
      [`repo${number}-retention-full`, retention.full],
      [`repo${number}-retention-diff`, retention.differential],
    ]),
  );

/** How backups are made and the log is archived. */
const methodOptions = (backup: PgBackRestBackup): Options => ({
  ...writtenOptions(backup),
  'compress-type': backup.compression.type,
  'compress-level': backup.compression.level,
  'process-max': backup.processes,
  // A checkpoint at once, instead of waiting for the next one.
  'start-fast': 'y',
  // Twice the archive_timeout of postgresql.conf, in seconds.
  'archive-timeout': 120,
});

/**
 * A storage that refuses connections is tried about 18 times, each for this long and a little more (measured, 2.55.1): with the default of a
 * minute the process that archives says nothing for a quarter of an hour, and holds on to the configuration that it began with. With 5
 * seconds its error is in the log of PostgreSQL before archive-timeout ends. One line for a failure, none for each segment.
 */
const pushing: Options = { 'io-timeout': 5, 'log-level-console': 'warn' };

/** The log is sent in the background, by several processes; what is on its way is noted beside PGDATA, never in pg_wal. */
const archiving: Options = { 'archive-async': 'y', 'spool-path': '/pgdata/pgbackrest-spool' };

const cluster: Options = { 'pg1-path': '/pgdata/data', 'pg1-socket-path': '/var/run/postgresql' };

/** `pgbackrest.conf` in the Pod of the database: archiving, restoring, and the server that Jobs talk to. */
export const pgbackrestConf = (env: DatabaseEnvironment, backup: PgBackRestBackup): string =>
  file(
    ['global', repositories(backup), methodOptions(backup), archiving, common, server(env, backup)],
    ['global:archive-push', pushing],
    [backup.stanza, cluster],
  );

/** `client.conf` of the Jobs: they read the database over TLS and write to the repository themselves. */
export const clientConf = (env: DatabaseEnvironment, backup: PgBackRestBackup): string =>
  file(
    ['global', repositories(backup), methodOptions(backup), common],
    [
      backup.stanza,
      {
        'pg1-host': podHost(env),
        'pg1-host-type': 'tls',
        'pg1-host-port': serverPort,
        'pg1-host-ca-file': `${certificates}/ca.crt`,
        'pg1-host-cert-file': `${certificates}/tls.crt`,
        'pg1-host-key-file': `${certificates}/tls.key`,
        'pg1-host-config': '/pgfleet/backup/pgbackrest.conf',
        'pg1-host-config-include-path': '/run/pgbackrest',
      },
      cluster,
    ],
  );

/** `pgbackrest.conf` of method pgDump: pgBackRest only carries the files to the repository. */
export const dumpConf = (backup: Backup & { readonly method: 'pgDump' }): string =>
  file(['global', repositories(backup), common]);

/**
 * `pgbackrest.conf` of a restore from another repository, which is read and never written. Segments of the log are fetched in advance,
 * into a spool of the attempt alone (from-backup.sh): one that is left over may be of another source, under the same name.
 */
export const bootstrapConf = (env: DatabaseEnvironment, { stanza, keys }: Bootstrap, source: Repository): string =>
  file(
    [
      'global',
      repositoryOptions({ ...source, number: 1 }, keys === 'own' ? ownFiles : givenFiles),
      { 'process-max': env.backup.method === 'pgBackRest' ? env.backup.processes : 1, 'archive-async': 'y' },
      common,
    ],
    [stanza, cluster],
  );

/** Everything that decides whether a repository can be written to. */
export const repositoryText = (env: DatabaseEnvironment): string => {
  const repository = ownRepository(env);
  return repository === undefined ? '' : file(['global', repositoryOptions(repository)]);
};

const repositories = (backup: { readonly repositories: readonly Repository[] }): Options =>
  Object.assign({}, ...backup.repositories.map((repository) => repositoryOptions(repository)));

const server = ({ tls }: DatabaseEnvironment, { stanza }: PgBackRestBackup): Options => ({
  'tls-server-address': '*',
  'tls-server-port': serverPort,
  'tls-server-ca-file': `${certificates}/ca.crt`,
  'tls-server-cert-file': `${certificates}/tls.crt`,
  'tls-server-key-file': `${certificates}/tls.key`,
  'tls-server-auth': tls.client === undefined ? undefined : `${tls.client.commonName}=${stanza}`,
});

/** Names of sections and values are checked in lib/config: none of them can hold a line break. */
const file = (...sections: readonly (readonly [string, ...Options[]])[]): string =>
  sections
    .map(([name, ...options]) => {
      const lines = options.flatMap((group) =>
        Object.entries(group).flatMap(([option, value]) => (value === undefined ? [] : [`${option}=${value}\n`])),
      );
      return `[${name}]\n${lines.join('')}`;
    })
    .join('\n');
