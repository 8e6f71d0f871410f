import { canonicalBytes, parseBytes } from '../quantities';
import { refuseTwice, resolveConditions } from './checks/conditions';
import { checksOf } from './checks/levels';
import type { ActiveChecks, CheckLevel, Checks, ReportVolume } from './environment/checks';
import type { Findings, Path } from './findings';
import { reportDefaults } from './profiles';
import { amount, minimumVolumeBytes } from './resources';
import { resolveSchedules, resolveTimeZone, type ScheduledJob } from './schedules';

type Values = NonNullable<Findings['values']['checks']>;

const at = (...keys: Path): Path => ['checks', ...keys];

/** Of the environment, as far as it is resolved. */
export interface Checked {
  readonly id: string;
  /** The database of tables and conditions that name none. */
  readonly database: string;
  /** The data is gone with its Pod. */
  readonly ephemeral: boolean;
}

/** The `checks` block. What is without effect is refused where values.yaml writes it, and dropped where it is inherited. */
export const resolveChecks = (findings: Findings, env: Checked): Checks => {
  const values = findings.values.checks ?? {};
  const level = findings.required(at('level'), values.level, 'none', 'none, quick, standard or full');
  if (level === 'none') {
    for (const key of Object.keys(values).filter((one) => one !== 'level'))
      findings.noEffect(at(key), 'checks.level is none');
    return { level };
  }
  const onSync = values.onSync === 'none' ? undefined : values.onSync;
  const conditions = resolveConditions(findings, values, env.database);
  const deadlineSeconds = findings.required(at('deadlineSeconds'), values.deadlineSeconds, 0);
  return {
    level,
    ...resolveTimes(findings, env.id, level, values),
    onSync,
    ...conditions,
    skip: resolveSkip(findings, values.skip ?? [], { level, onSync, ...conditions }),
    jobs: values.jobs ?? 1,
    statementSeconds: resolveStatementSeconds(findings, values, deadlineSeconds),
    deadlineSeconds,
    priorityClassName: values.priorityClassName ?? '',
    failOn: values.failOn ?? 'warning',
    report: resolveReport(findings, values.report, env.ephemeral),
  };
};

/** Both schedules. Those of backups are not among them: a check reads beside a backup without harm to either. */
const resolveTimes = (
  findings: Findings,
  id: string,
  level: CheckLevel,
  values: Values,
): Pick<ActiveChecks, 'schedule' | 'timeZone' | 'fullSchedule'> => {
  if (level === 'full')
    findings.noEffect(at('full'), 'checks.level is full, so that checks.schedule makes the same check');
  else if (values.full !== undefined)
    findings.required(at('full', 'schedule'), values.full.schedule, '', '"full: null" is without full checks');
  const schedules = {
    check: findings.required(at('schedule'), values.schedule, '', 'when checks are made'),
    'check-full': level === 'full' ? undefined : values.full?.schedule,
  };
  const jobs: readonly ScheduledJob<keyof typeof schedules>[] = [
    { job: 'check', path: at('schedule'), schedule: schedules.check },
    { job: 'check-full', path: at('full', 'schedule'), schedule: schedules['check-full'] ?? '' },
  ];
  const resolved = resolveSchedules(
    findings,
    id,
    jobs.filter(({ schedule }) => schedule !== ''),
    'both would read the same tables at once',
  );
  const of = (job: keyof typeof schedules): string | undefined => resolved.find(({ type }) => type === job)?.schedule;
  return {
    schedule: of('check') ?? '',
    timeZone: resolveTimeZone(findings, at('timeZone'), values.timeZone ?? 'Etc/UTC'),
    fullSchedule: of('check-full'),
  };
};

/** A check that is left out of everything would say "sound" without a look. */
const resolveSkip = (
  findings: Findings,
  skip: ActiveChecks['skip'],
  { level, onSync, tables, expectations }: Pick<ActiveChecks, 'level' | 'onSync' | 'tables' | 'expectations'>,
): ActiveChecks['skip'] => {
  refuseTwice(findings, at('skip'), skip);
  const idle = new Set([
    ...skip,
    ...(tables.length === 0 ? ['tables'] : []),
    ...(expectations.length === 0 ? ['expect'] : []),
  ]);
  const nothingLeft = [level, onSync].find(
    (one) => one !== undefined && checksOf(one).every((check) => idle.has(check)),
  );
  if (nothingLeft !== undefined)
    findings.add(
      'invalid-value',
      at('skip'),
      `checks.skip leaves nothing to do at level ${nothingLeft}${nothingLeft === level ? ': level none is without checks' : ', which checks.onSync asks for'}`,
    );
  return skip;
};

/** An inherited one follows a shorter deadline. */
const resolveStatementSeconds = (findings: Findings, values: Values, deadlineSeconds: number): number => {
  const path = at('statementSeconds');
  const written = findings.required(path, values.statementSeconds, 0);
  if (written <= deadlineSeconds || deadlineSeconds === 0) return written;
  if (findings.written(path))
    findings.add(
      'invalid-value',
      path,
      `checks.statementSeconds is ${written}, more than the ${deadlineSeconds} of checks.deadlineSeconds: raise that as well`,
    );
  return deadlineSeconds;
};

const resolveReport = (findings: Findings, report: Values['report'], ephemeral: boolean): ReportVolume | undefined => {
  if (ephemeral)
    findings.noEffect(at('report'), 'reports on a claim would outlive ephemeral storage, of which they speak');
  if (report === undefined || ephemeral) return undefined;
  const size = at('report', 'size');
  return {
    size: canonicalBytes(report.size ?? ''),
    sizeBytes: amount(findings, size, report.size, parseBytes, minimumVolumeBytes) ?? 0,
    storageClass: report.storageClass,
    keep: report.keep ?? reportDefaults.keep,
  };
};
