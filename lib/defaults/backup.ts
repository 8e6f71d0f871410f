import type { Backup, BackupType, PgBackRestBackup, Repository } from './environment-backup';
import type { Findings } from './findings';
import { resolvePlace } from './repository';
import { resolveH } from './schedules';

const types: readonly BackupType[] = ['full', 'differential', 'incremental'];

interface Place {
  readonly id: string;
  readonly cluster: string;
  readonly generation: number;
  readonly millicores: number;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** The `backup` block. */
export const resolveBackup = (findings: Findings, at: Place): Backup => {
  const values = findings.values.backup ?? {};
  const method = values.method ?? 'none';
  if (method === 'none') return { method, reason: values.reason ?? '' };
  const repositories: readonly Repository[] = [
    {
      ...resolvePlace(findings, ['backup', 'repository'], values.repository ?? {}, at.files),
      number: 1,
      path: `/${at.cluster}/${at.id}/${at.generation}`,
      cipher: values.repository?.cipher,
    },
  ];
  const timeZone = values.schedule?.timeZone ?? 'Etc/UTC';
  const deadlineSeconds = values.deadlineSeconds ?? 0;
  const schedules = types.flatMap((type) => {
    const schedule = values.schedule?.[type];
    return schedule === undefined ? [] : [{ type, schedule: resolveH(at.id, type, schedule) }];
  });
  if (method === 'pgDump')
    return {
      method,
      repositories,
      schedule: schedules[0]?.schedule ?? '',
      timeZone,
      retention: values.retention?.full ?? 0,
      deadlineSeconds,
    };
  const { full, days, differential } = values.retention ?? {};
  const verify = values.verify?.schedule;
  const drill = values.drill?.schedule;
  return {
    method,
    stanza: values.stanza ?? 'main',
    repositories,
    schedules,
    timeZone,
    retention:
      days === undefined
        ? { type: 'count', full: full ?? 0, differential }
        : { type: 'time', full: days, differential },
    compression: resolveCompression(values.compression),
    processes: values.processes ?? Math.min(4, Math.max(1, Math.floor(at.millicores / 1000))),
    deadlineSeconds,
    verify:
      verify === undefined
        ? undefined
        : { schedule: resolveH(at.id, 'verify', verify), maxAgeSeconds: 86_400 + deadlineSeconds + 3600 },
    drill: drill === undefined ? undefined : { schedule: resolveH(at.id, 'drill', drill), query: values.drill?.query },
  };
};

const resolveCompression = (
  values: NonNullable<Findings['values']['backup']>['compression'],
): PgBackRestBackup['compression'] => {
  const type = values?.type ?? 'zst';
  return { type, level: type === 'none' ? undefined : values?.level };
};
