import { type Authority, type Certificate, createAuthority } from './certificates';
import { newSandbox } from './environment';
import { installationOf } from './installation';
import type { Variables } from './process';
import type { Sandbox, SandboxOptions } from './sandbox';

/** The major that the image holds, and with it pgBackRest. */
export const image = installationOf('17');
export const clientName = 'shop.tests';

let authority: Authority | undefined;

/** One for all sandboxes of a test file. */
export const testAuthority = (): Authority => {
  authority ??= createAuthority();
  return authority;
};

export interface RepositoryOptions extends SandboxOptions {
  /** Directory of the repository, as processes in the image see it. Default: one of its own. */
  readonly repository?: string;
  /** Further lines of the section [global]. */
  readonly global?: readonly string[];
}

/**
 * A sandbox as a Pod of method pgBackRest has it: /pgfleet/backup, /pgfleet/repository, /pgfleet/tls, /run/pgbackrest, and a repository
 * in a directory. The server archives into it; `pgbackrest` works without options, as it does in a Pod. Over TLS: pgbackrestPort.
 */
export const repositorySandbox = async (options: RepositoryOptions = {}): Promise<Sandbox> => {
  const sandbox = await newSandbox(image, {
    ...options,
    settings: [
      'archive_mode = on',
      "archive_command = 'pgbackrest --stanza=main archive-push %p'",
      'archive_timeout = 60s',
      ...(options.settings ?? []),
    ],
    variables: (at) => ({ ...pgbackrestVariables(at), ...options.variables?.(at) }),
  });
  const { at, write } = sandbox;
  await sandbox.run(['mkdir', '-p', at('repository'), at('run/pgbackrest'), at('pgfleet/repository')]);
  const repository = options.repository ?? at('repository');
  const global = [
    `repo1-path=${repository}`,
    'repo1-bundle=y',
    'repo1-block=y',
    'repo1-retention-full=4',
    'compress-type=zst',
    'start-fast=y',
    'log-level-file=off',
    'log-level-console=info',
    `lock-path=${at('tmp/pgbackrest')}`,
    'archive-timeout=20s',
    ...(options.global ?? []),
  ];
  const database = [`pg1-path=${at('pgdata/data')}`, `pg1-socket-path=${at('run')}`, `pg1-port=${sandbox.port}`];
  const tls = (side: string) => ['cert', 'key', 'ca'].map((what) => `${side}-${what}-file=${at(tlsFile(what))}`);
  const server = [
    'tls-server-address=127.0.0.1',
    `tls-server-port=${pgbackrestPort(sandbox)}`,
    ...tls('tls-server'),
    `tls-server-auth=${clientName}=main`,
  ];
  const remote = [
    'pg1-host=localhost',
    'pg1-host-type=tls',
    `pg1-host-port=${pgbackrestPort(sandbox)}`,
    ...['cert', 'key', 'ca'].map((what) => `pg1-host-${what}-file=${at('pgfleet/client-tls', tlsName(what))}`),
    `pg1-host-config=${at('pgfleet/backup/pgbackrest.conf')}`,
    `pg1-host-config-include-path=${at('run/pgbackrest')}`,
  ];
  const text = (...sections: (readonly string[])[]) =>
    sections.map((lines, index) => [index === 0 ? '[global]' : '[main]', ...lines, ''].join('\n')).join('\n');
  const asynchronous = ['archive-async=y', `spool-path=${at('pgdata/pgbackrest-spool')}`];
  write('pgfleet/backup/pgbackrest.conf', text([...global, ...asynchronous, ...server], database));
  write('pgfleet/backup/client.conf', text(global, [...database, ...remote]));
  write('pgfleet/backup/needs', '');
  write('pgfleet/backup/repository', `${repository} on this machine\n`);
  write('pgfleet/backup/stanza', 'main\n');
  write('pgfleet/config/backup-method', 'pgBackRest\n');
  await placeCertificate(sandbox, 'pgfleet/tls', testAuthority().issue('localhost', ['localhost']));
  await placeCertificate(sandbox, 'pgfleet/client-tls', testAuthority().issue(clientName));
  return sandbox;
};

/** Next to the port of the server: both were free a moment ago. */
export const pgbackrestPort = (sandbox: Sandbox): number => sandbox.port + 1;

/** As a Secret volume has it. PostgreSQL wants a key that others cannot read. */
export const placeCertificate = async (sandbox: Sandbox, directory: string, made: Certificate): Promise<void> => {
  sandbox.write(`${directory}/ca.crt`, made.ca);
  sandbox.write(`${directory}/tls.crt`, made.certificate);
  sandbox.write(`${directory}/tls.key`, made.key, 0o600);
};

/** What one more container of the same Pod gets. Jobs that use the server: `jobVariables`. */
const pgbackrestVariables = (at: (...names: string[]) => string): Variables => ({
  PGBACKREST_CONFIG: at('pgfleet/backup/pgbackrest.conf'),
  PGBACKREST_CONFIG_INCLUDE_PATH: at('run/pgbackrest'),
  PGBACKREST_STANZA: 'main',
  PGFLEET_ENVIRONMENT: 'shop',
  PGFLEET_REPOSITORY_WAIT_SECONDS: '1',
});

export const jobVariables = (sandbox: Sandbox): Variables => ({
  PGBACKREST_CONFIG: sandbox.at('pgfleet/backup/client.conf'),
});

const tlsName = (what: string): string => ({ cert: 'tls.crt', key: 'tls.key' })[what] ?? 'ca.crt';
const tlsFile = (what: string): string => `pgfleet/tls/${tlsName(what)}`;
