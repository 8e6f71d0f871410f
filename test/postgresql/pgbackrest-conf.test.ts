import { bootstrapConf, clientConf, dumpConf, pgbackrestConf } from '../../lib/constructs/pgbackrest-conf';
import type { PgBackRestBackup, Repository } from '../../lib/defaults/environment';
import {
  bootstrap,
  exampleEnvironment,
  pgBackRest,
  pgDump,
  s3Repository,
  volumeRepository,
} from '../constructs/example-environment';
import { disposeAll, newSandbox } from './harness/environment';
import { image } from './harness/repository';
import type { Sandbox } from './harness/sandbox';

afterEach(disposeAll);

const cipher = { secret: 'passphrase', key: 'value', keptAt: 'vault: databases/orders/backup' };
/** Nothing listens there. */
const s3 = { ...s3Repository, type: 's3', endpoint: 'localhost', port: 1 } as const;

const repositories: Readonly<Record<string, Repository>> = {
  's3 with an authority': { ...s3 } as Repository,
  's3 without an authority, host style': { ...s3, ca: undefined, uriStyle: 'host' } as Repository,
  's3 with workload identity': { ...s3, keys: undefined } as Repository,
  's3, encrypted': { ...s3, cipher } as Repository,
  'a volume': volumeRepository,
  'a volume, encrypted': { ...volumeRepository, cipher },
};

const backups: Readonly<Record<string, Partial<PgBackRestBackup>>> = {
  'retention by count': { retention: { type: 'count', full: 2, differential: undefined } },
  'retention by days and of differential ones': { retention: { type: 'time', full: 30, differential: 7 } },
  'zst 19': { compression: { type: 'zst', level: 19 } },
  'lz4 without a level': { compression: { type: 'lz4', level: undefined } },
  'gz 6': { compression: { type: 'gz', level: 6 } },
  'no compression': { compression: { type: 'none', level: undefined } },
  'eight processes': { processes: 8 },
  'another stanza': { stanza: 'orders-2' },
};

/** What each part of the environment runs with its file. */
const commands = {
  database: [
    ['info'],
    ['archive-push', '/pgdata/data/pg_wal/000000010000000000000001'],
    ['archive-get', '000000010000000000000001', '/tmp/x'],
    ['restore'],
    ['expire'],
    ['server'],
  ],
  job: [['info'], ['stanza-create'], ['stanza-upgrade'], ['check'], ['backup'], ['expire'], ['verify'], ['repo-ls']],
  dump: [
    ['repo-ls', 'dump'],
    ['repo-put', 'dump/x'],
    ['repo-rm', '--recurse', 'dump/x'],
  ],
  bootstrap: [['info'], ['restore'], ['archive-get', '000000010000000000000001', '/tmp/x']],
} as const;

/** Whatever pgBackRest says against the configuration itself; that nothing of it can be reached is another matter. */
const complaints = async (sandbox: Sandbox, text: string, part: keyof typeof commands, stanza = 'main') => {
  sandbox.write(`pgfleet/backup/${part}.conf`, text);
  const results = await Promise.all(
    commands[part].map((command) =>
      sandbox.run(['timeout', '3', 'pgbackrest', '--io-timeout=1', ...command], {
        PGBACKREST_CONFIG: sandbox.at(`pgfleet/backup/${part}.conf`),
        PGBACKREST_CONFIG_INCLUDE_PATH: sandbox.at('pgfleet/keys'),
        ...(part === 'dump' ? {} : { PGBACKREST_STANZA: stanza }),
        AWS_ROLE_ARN: 'arn:aws:iam::1:role/backup',
        AWS_WEB_IDENTITY_TOKEN_FILE: sandbox.at('pgfleet/keys/keys.conf'),
      }),
    ),
  );
  return results
    .map(({ stdout, stderr }) => stdout + stderr)
    .flatMap((output) => output.split('\n'))
    .filter((line) => /WARN: (?!repo1: \[|unable to (check pg1|open log))|ERROR: \[03[0-7]\]/.test(line));
};

const prepared = async (repository: Repository): Promise<Sandbox> => {
  const sandbox = await newSandbox(image);
  const keys = ['repo1-s3-key=key', 'repo1-s3-key-secret=secret'];
  const { type } = repository;
  const used = [
    ...(type === 's3' && repository.keys !== undefined ? keys : []),
    ...(repository.cipher === undefined ? [] : ['repo1-cipher-pass=pass']),
  ];
  sandbox.write('pgfleet/keys/keys.conf', ['[global]', ...used, ''].join('\n'));
  return sandbox;
};

const environment = exampleEnvironment();

test.each(Object.entries(repositories))('pgBackRest takes every file for %s without a word', async (_, repository) => {
  const sandbox = await prepared(repository);
  const backup = { ...pgBackRest, repositories: [repository] };
  const env = { ...environment, backup };
  const dumps = { ...pgDump, repositories: [repository] };
  expect(await complaints(sandbox, pgbackrestConf(env, backup), 'database')).toEqual([]);
  expect(await complaints(sandbox, clientConf(env, backup), 'job')).toEqual([]);
  expect(await complaints(sandbox, dumpConf(dumps), 'dump')).toEqual([]);
  expect(await complaints(sandbox, bootstrapConf(env, bootstrap, repository), 'bootstrap')).toEqual([]);
});

test.each(Object.entries(backups))('pgBackRest takes every file with %s without a word', async (_, changed) => {
  const sandbox = await prepared(volumeRepository);
  const backup = { ...pgBackRest, repositories: [volumeRepository], ...changed };
  const env = { ...environment, backup };
  expect(await complaints(sandbox, pgbackrestConf(env, backup), 'database', backup.stanza)).toEqual([]);
  expect(await complaints(sandbox, clientConf(env, backup), 'job', backup.stanza)).toEqual([]);
});

test.each([
  ['an unknown option', 'repo1-nonsense=y'],
  ['a value that is none', 'process-max=many'],
  ['an option twice', 'start-fast=n'],
])('%s would be noticed', async (_, line) => {
  const sandbox = await prepared(volumeRepository);
  const backup = { ...pgBackRest, repositories: [volumeRepository] };
  const text = clientConf({ ...environment, backup }, backup).replace('[global]\n', `[global]\n${line}\n`);
  expect(await complaints(sandbox, text, 'job')).not.toEqual([]);
});
