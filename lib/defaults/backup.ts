import type { Database } from './environment';
import type { Backup } from './environment/backup';
import type { Findings } from './findings';
import { at, resolvePgBackRest } from './pgbackrest';
import { resolvePlace } from './repository';
import { resolveSchedules, resolveTimeZone } from './schedules';

type Method = Backup['method'];
type Values = NonNullable<Findings['values']['backup']>;

/** Keys of `backup`, a block before its keys, and the methods that read them. */
const uses: readonly (readonly [key: string, methods: readonly Method[]])[] = [
  ['reason', ['none']],
  ['repository', ['pgBackRest', 'pgDump']],
  ['stanza', ['pgBackRest']],
  ['schedule', ['pgBackRest', 'pgDump']],
  ['schedule.differential', ['pgBackRest']],
  ['schedule.incremental', ['pgBackRest']],
  ['retention', ['pgBackRest', 'pgDump']],
  ['retention.days', ['pgBackRest']],
  ['retention.differential', ['pgBackRest']],
  ['compression', ['pgBackRest']],
  ['processes', ['pgBackRest']],
  ['deadlineSeconds', ['pgBackRest', 'pgDump']],
  ['verify', ['pgBackRest']],
  ['drill', ['pgBackRest']],
];

/** Of the environment, as far as it is resolved. */
export interface BackedUp {
  readonly id: string;
  readonly cluster: string;
  readonly database: Pick<Database, 'generation' | 'cpuRequestMillicores'> & {
    readonly storage: Pick<Database['storage'], 'ephemeral'>;
  };
  readonly files: ReadonlyMap<string, Buffer>;
}

/** The `backup` block. What the method does not read is refused where values.yaml writes it, and dropped where it is inherited. */
export const resolveBackup = (findings: Findings, env: BackedUp): Backup => {
  const values = findings.values.backup ?? {};
  const method = resolveMethod(findings, values);
  if (method === undefined) return { method: 'none', reason: '' };
  const unread = uses.filter(([, methods]) => !methods.includes(method)).map(([key]) => key);
  for (const key of unread.filter((one) => !unread.some((block) => one.startsWith(`${block}.`))))
    findings.noEffect(['backup', ...key.split('.')], `the method is ${method}`);
  if (method === 'none') return { method, reason: values.reason ?? '' };
  const shared = {
    repositories: [
      {
        ...resolvePlace(findings, ['backup', 'repository'], values.repository ?? {}, env.files),
        number: 1,
        path: repositoryPath(env.cluster, env.id, env.database.generation),
        cipher: values.repository?.cipher,
      },
    ],
    timeZone: resolveTimeZone(findings, at('schedule', 'timeZone'), values.schedule?.timeZone ?? 'Etc/UTC'),
    deadlineSeconds: findings.required(at('deadlineSeconds'), values.deadlineSeconds, 0),
  };
  if (method === 'pgBackRest')
    return { method, ...shared, ...resolvePgBackRest(findings, env, values, shared.deadlineSeconds) };
  const path = at('schedule', 'full');
  const schedule = findings.required(path, values.schedule?.full, '', 'when dumps are made');
  const [dump] = schedule === '' ? [] : resolveSchedules(findings, env.id, [{ job: 'dump', path, schedule }]);
  const retention = findings.required(at('retention', 'full'), values.retention?.full, 0, 'how many dumps are kept');
  return { method, ...shared, schedule: dump?.schedule ?? '', retention };
};

/** Below the bucket or volume. Another generation is another server, and has backups of its own. */
export const repositoryPath = (cluster: string, id: string, generation: number): string =>
  `/${cluster}/${id}/${generation}`;

/** Production without a backup is a decision, which somebody writes down. undefined: nobody decided. */
const resolveMethod = (findings: Findings, { method, reason }: Values): Method | undefined => {
  if (findings.values.profile === 'development') return method ?? 'none';
  if (method === undefined)
    findings.add(
      'backup-missing',
      at('method'),
      'backup.method is missing: production has pgBackRest, pgDump, or none with a reason',
    );
  if (method === 'none' && reason === undefined)
    findings.add(
      'backup-missing',
      at('reason'),
      'backup.reason is missing: production without a backup says why it needs none',
    );
  return method;
};
