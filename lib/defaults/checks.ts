import { canonicalBytes, parseBytes } from '../quantities';
import type { Checks, Database, ExpectedTable } from './environment';
import type { Findings, Path } from './findings';
import { amount, minimumVolumeBytes } from './resources';
import { resolveSchedules, resolveTimeZone } from './schedules';

type Values = NonNullable<Findings['values']['checks']>;

const at = (...keys: Path): Path => ['checks', ...keys];

/** The `checks` block. */
export const resolveChecks = (findings: Findings, id: string, database: Pick<Database, 'name'>): Checks => {
  const values = findings.values.checks ?? {};
  const level = findings.required(at('level'), values.level, 'none');
  if (level === 'none') {
    for (const key of Object.keys(values).filter((one) => one !== 'level'))
      findings.noEffect(at(key), 'checks.level is none');
    return { level };
  }
  const [daily, full] = resolveSchedules(findings, id, [
    { job: 'check', path: at('schedule'), schedule: findings.required(at('schedule'), values.schedule, 'H 4 * * *') },
    ...(values.full?.schedule === undefined
      ? []
      : [{ job: 'check-full', path: at('full', 'schedule'), schedule: values.full.schedule }]),
  ]);
  const onSync = values.onSync ?? 'none';
  return {
    level,
    schedule: daily?.schedule ?? '',
    timeZone: resolveTimeZone(findings, at('timeZone'), values.timeZone ?? 'Etc/UTC'),
    fullSchedule: full?.schedule,
    onSync: onSync === 'none' ? undefined : onSync,
    databases: values.databases ?? 'all',
    skip: values.skip ?? [],
    tables: (values.tables ?? []).map((table) => expectedTable(table, database.name)),
    expectations: (values.expect ?? []).map(({ database: own, ...rest }) => ({
      ...rest,
      database: own ?? database.name,
    })),
    jobs: values.jobs ?? 1,
    statementSeconds: findings.required(at('statementSeconds'), values.statementSeconds, 0),
    deadlineSeconds: findings.required(at('deadlineSeconds'), values.deadlineSeconds, 0),
    priorityClassName: values.priorityClassName ?? '',
    failOn: values.failOn ?? 'warning',
    report: resolveReport(findings, values),
  };
};

const expectedTable = (table: NonNullable<Values['tables']>[number], database: string): ExpectedTable =>
  typeof table === 'string'
    ? { database, schema: 'public', name: table, rows: undefined }
    : {
        database: table.database ?? database,
        schema: table.schema ?? 'public',
        name: table.name,
        rows: table.rows,
      };

const resolveReport = (findings: Findings, { report }: Values) => {
  if (report === undefined) return undefined;
  const size = findings.required(at('report', 'size'), report.size, '');
  return {
    size: canonicalBytes(size),
    sizeBytes: amount(findings, at('report', 'size'), size, parseBytes, minimumVolumeBytes) ?? 0,
    storageClass: report.storageClass,
    keep: findings.required(at('report', 'keep'), report.keep, 0),
  };
};
