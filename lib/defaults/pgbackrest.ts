import type { BackedUp } from './backup';
import type { BackupType, PgBackRestBackup } from './environment/backup';
import type { Findings, Path } from './findings';
import { oldestBackupSeconds, resolveSchedules, type ScheduledJob } from './schedules';

type Values = NonNullable<Findings['values']['backup']>;

/** Path of a key of `backup`. */
export const at = (...keys: readonly string[]): Path => ['backup', ...keys];

/** What only pgBackRest reads. */
export const resolvePgBackRest = (
  findings: Findings,
  env: BackedUp,
  values: Values,
  deadlineSeconds: number,
): Omit<PgBackRestBackup, 'method' | 'repositories' | 'timeZone' | 'deadlineSeconds'> => {
  if (env.database.storage.ephemeral)
    findings.add(
      'invalid-value',
      at('method'),
      'backup.method pgBackRest cannot be with ephemeral storage, which is new after every start: pgDump or none',
    );
  const schedules = resolveBackupSchedules(findings, env.id, values);
  const verify = jobOf(findings, env.id, 'verify', values.verify?.schedule);
  const drill = jobOf(findings, env.id, 'drill', values.drill?.schedule);
  if (drill === undefined) findings.noEffect(at('drill', 'query'), 'there is no backup.drill.schedule');
  return {
    stanza: findings.required(at('stanza'), values.stanza, ''),
    schedules,
    retention: resolveRetention(findings, values),
    compression: resolveCompression(findings, values.compression),
    // A core for each, and never all of a small node: compression is what takes the time.
    processes: values.processes ?? Math.min(4, Math.max(1, Math.floor(env.database.cpuRequestMillicores / 1000))),
    verify:
      verify === undefined
        ? undefined
        : { schedule: verify, maxAgeSeconds: oldestBackupSeconds(schedules, deadlineSeconds) },
    drill: drill === undefined ? undefined : { schedule: drill, query: values.drill?.query },
  };
};

const types: readonly BackupType[] = ['full', 'differential', 'incremental'];

const resolveBackupSchedules = (findings: Findings, id: string, values: Values): PgBackRestBackup['schedules'] => {
  findings.required(
    at('schedule', 'full'),
    values.schedule?.full,
    '',
    'differential and incremental backups hold what changed since a full one',
  );
  const jobs = types.flatMap((type): ScheduledJob<BackupType>[] => {
    const schedule = values.schedule?.[type];
    return schedule === undefined ? [] : [{ job: type, path: at('schedule', type), schedule }];
  });
  return resolveSchedules(findings, id, jobs);
};

const jobOf = (
  findings: Findings,
  id: string,
  job: 'verify' | 'drill',
  schedule: string | undefined,
): string | undefined =>
  schedule === undefined
    ? undefined
    : resolveSchedules(findings, id, [{ job, path: at(job, 'schedule'), schedule }])[0]?.schedule;

const resolveRetention = (findings: Findings, values: Values): PgBackRestBackup['retention'] => {
  const { full, days, differential } = values.retention ?? {};
  if (full === undefined && days === undefined)
    findings.add(
      'missing-key',
      at('retention'),
      'backup.retention is missing: full (a number of backups) or days, or the repository fills up',
    );
  if (full !== undefined && days !== undefined)
    findings.add(
      'invalid-value',
      at(
        'retention',
        findings.written(at('retention', 'full')) && !findings.written(at('retention', 'days')) ? 'full' : 'days',
      ),
      'backup.retention has full and days: one of the two; null removes one that is inherited',
    );
  if (values.schedule?.differential === undefined)
    findings.noEffect(at('retention', 'differential'), 'there is no backup.schedule.differential');
  return days === undefined
    ? { type: 'count', full: full ?? 0, differential }
    : { type: 'time', full: days, differential };
};

/** Highest level of each method; undefined: it has none. Source: pgbackrest.org, compress-level. */
const highestLevels: Readonly<Record<PgBackRestBackup['compression']['type'], number | undefined>> = {
  zst: 19,
  lz4: 12,
  gz: 9,
  none: undefined,
};

/** A level that is inherited belongs to another method where values.yaml names one. */
const resolveCompression = (findings: Findings, values: Values['compression']): PgBackRestBackup['compression'] => {
  const type = values?.type ?? 'zst';
  const path = at('compression', 'level');
  const highest = highestLevels[type];
  if (highest === undefined) findings.noEffect(path, 'compression.type is none');
  const inherited = findings.written(at('compression', 'type')) && !findings.written(path);
  const level = highest === undefined || inherited ? undefined : values?.level;
  if (level !== undefined && highest !== undefined && level > highest)
    findings.add('invalid-value', path, `backup.compression.level is ${level}, and ${type} has levels 1 to ${highest}`);
  return { type, level };
};
