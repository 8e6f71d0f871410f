import type { BackupType, DatabaseEnvironment, PgBackRestBackup, PgDumpBackup } from '../defaults/environment';
import { formatBytes } from '../quantities';
import { claimSpec } from './claims';
import { keptForLogs, keptWithVolume, type Step, type Work } from './job';
import { names, podHost, podLabels, selector } from './names';
import { ownRepository } from './repository';
import { pgbackrestVariables } from './variables';
import { type MountedVolume, volume } from './volumes';

/** One CronJob: when, and what it does. */
export interface ScheduledWork {
  readonly name: string;
  readonly comment: string;
  readonly schedule: string;
  readonly work: Work;
}

/** For a database that is being moved or restarted; its first start may take as long as a restore. */
const waitSeconds = { scheduled: 600, initial: 3600 };

const scratch = { requests: '64Mi', limits: '1Gi' };
const small = {
  requests: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': scratch.requests },
  limits: { memory: '512Mi', 'ephemeral-storage': scratch.limits },
};
/** A small PostgreSQL, and several processes that restore. */
const medium = {
  requests: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': scratch.requests },
  limits: { memory: '1Gi', 'ephemeral-storage': scratch.limits },
};

const rows: Readonly<Record<BackupType, { readonly suffix: string; readonly comment: string }>> = {
  full: { suffix: 'full', comment: 'Backs up everything.' },
  differential: { suffix: 'diff', comment: 'Backs up what changed since the last full backup.' },
  incremental: { suffix: 'incr', comment: 'Backs up what changed since the last backup of any type.' },
};

/** The first backup, as soon as the database is up, without a person. Not while it is suspended: there is nothing to back up from. */
export const initialWork = (env: DatabaseEnvironment, backup: PgBackRestBackup): Work =>
  clientWork(env, backup, 'backup.sh', {
    PGFLEET_BACKUP_TYPE: 'initial',
    PGFLEET_WAIT_SECONDS: wait(backup, waitSeconds.initial),
  });

export const scheduledWork = (env: DatabaseEnvironment): readonly ScheduledWork[] => {
  const { backup } = env;
  if (backup.method === 'none') return [];
  return backup.method === 'pgDump' ? [dump(env, backup)] : [...backups(env, backup), ...proofs(env, backup)];
};

const backups = (env: DatabaseEnvironment, backup: PgBackRestBackup): readonly ScheduledWork[] =>
  backup.schedules.map(({ type, schedule }) => {
    const { suffix, comment } = rows[type];
    return {
      name: `${names.backup(env)}-${suffix}`,
      comment,
      schedule,
      work: clientWork(env, backup, 'backup.sh', { PGFLEET_BACKUP_TYPE: suffix }),
    };
  });

const proofs = (env: DatabaseEnvironment, backup: PgBackRestBackup): readonly ScheduledWork[] => {
  const { verify, drill } = backup;
  const age = { PGFLEET_MAX_AGE_SECONDS: String(verify?.maxAgeSeconds ?? 0) };
  return [
    ...(verify === undefined
      ? []
      : [
          {
            name: names.verify(env),
            comment: 'Proves that the repository is whole and recent, and that the log is archived.',
            schedule: verify.schedule,
            work: clientWork(env, backup, 'verify.sh', age),
          },
        ]),
    ...(drill === undefined
      ? []
      : [
          {
            name: names.drill(env),
            comment: 'Restores the newest backup into a volume of its own, checks it, and throws it away.',
            schedule: drill.schedule,
            work: drillWork(env, backup),
          },
        ]),
  ];
};

/** Looks into the repository, whatever is in it. */
export const firstLook = (env: DatabaseEnvironment, backup: PgDumpBackup): Work => ({
  ...clientWork(env, backup, 'dump.sh', { PGFLEET_ACTION: 'list' }),
  deadlineSeconds: Math.min(600, backup.deadlineSeconds),
});

const dump = (env: DatabaseEnvironment, backup: PgDumpBackup): ScheduledWork => ({
  name: names.dump(env),
  comment: 'Dumps every database, and the roles.',
  schedule: backup.schedule,
  work: clientWork(env, backup, 'dump.sh', { PGFLEET_RETENTION: String(backup.retention) }),
});

/** A client of the database: of its backup server, or of PostgreSQL itself. */
const clientWork = (
  env: DatabaseEnvironment,
  backup: PgBackRestBackup | PgDumpBackup,
  script: string,
  more: Readonly<Record<string, string>>,
): Work => ({
  ...work(env, backup, {
    script,
    image: backup.method === 'pgDump' ? env.images.tools : env.images.postgres,
    variables: { ...common(env, backup), ...more },
    volumes: [
      ...volumes(env),
      // Optional: else a missing Secret is a Pod that waits until the deadline, and nobody reads why.
      ...(env.tls.client === undefined ? [] : [volume.tls(env.tls.client, true)]),
    ],
    resources: small,
  }),
  component: 'backup',
  kept: keptForLogs,
});

/** Reads the repository and nothing else: the database is never asked. */
const drillWork = (env: DatabaseEnvironment, backup: PgBackRestBackup): Work => ({
  ...work(env, backup, {
    script: 'drill.sh',
    image: env.images.postgres,
    variables: {
      ...common(env, backup),
      ...pgbackrestVariables(backup, 'pgbackrest.conf'),
      PGDATA: '/pgdata/data',
    },
    volumes: [drillVolume(env), volume.config(env), ...volumes(env)],
    resources: medium,
  }),
  component: 'drill',
  kept: keptWithVolume,
});

const work = (env: DatabaseEnvironment, { deadlineSeconds }: PgBackRestBackup | PgDumpBackup, step: Step) => ({
  account: { name: names.backup(env), podLabels: env.serviceAccount.podLabels },
  steps: [step] as const,
  placement: besideDatabase(env),
  deadlineSeconds,
});

/**
 * A volume that the database mounts as well can be mounted on its node only (ReadWriteOnce). In the place of scheduling.affinity, which that
 * node meets already.
 */
const besideDatabase = (env: DatabaseEnvironment): Work['placement'] => {
  if (env.backup.method !== 'pgBackRest' || ownRepository(env)?.type !== 'volume') return {};
  const term = { labelSelector: { matchLabels: selector(env, 'database') }, topologyKey: 'kubernetes.io/hostname' };
  return { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
};

const common = (env: DatabaseEnvironment, backup: PgBackRestBackup | PgDumpBackup): Record<string, string> => ({
  PGFLEET_ENVIRONMENT: env.id,
  PGFLEET_GENERATION: String(env.database.generation),
  PGFLEET_HOST: podHost(env),
  PGFLEET_MAJOR: env.database.version,
  PGFLEET_DATABASE: env.database.name,
  PGFLEET_OWNER: env.database.owner,
  PGFLEET_WAIT_SECONDS: wait(backup, waitSeconds.scheduled),
  ...pgbackrestVariables(backup, backup.method === 'pgBackRest' ? 'client.conf' : 'pgbackrest.conf'),
});

/** The rest of the deadline is for the work itself. */
const wait = ({ deadlineSeconds }: PgBackRestBackup | PgDumpBackup, seconds: number): string =>
  String(Math.min(seconds, Math.ceil(deadlineSeconds / 2)));

const volumes = (env: DatabaseEnvironment): readonly MountedVolume[] => [
  volume.scripts(env),
  volume.backup(env),
  ...volume.repositoryKeys(env),
  ...volume.repositoryVolume(env),
  volume.run(),
  volume.tmp(),
];

/** As large as data and log together, made for this Pod and gone with it: an emptyDir of that size would fill the disk of a node. */
const drillVolume = (env: DatabaseEnvironment): MountedVolume => {
  const { sizeBytes, walSizeBytes = 0, storageClass } = env.database.storage;
  return {
    path: '/pgdata',
    readOnly: false,
    volume: {
      name: 'data',
      ephemeral: {
        volumeClaimTemplate: {
          metadata: { labels: podLabels(env, 'drill') },
          spec: claimSpec(formatBytes(sizeBytes + walSizeBytes), storageClass),
        },
      },
    },
  };
};
