import type { RestoreTarget } from '../environment/backup';
import type { Findings } from '../findings';

type Values = NonNullable<NonNullable<Findings['values']['bootstrap']>['target']>;

const types = ['time', 'lsn', 'xid', 'name', 'immediate'] as const;
const path = ['bootstrap', 'target'] as const;

/** Where a restore ends. */
export const resolveTarget = (findings: Findings, values: Values | undefined): RestoreTarget => {
  const written = types.filter((type) => values?.[type] !== undefined);
  const [type = 'default', second] = written;
  if (second !== undefined)
    findings.add('invalid-value', [...path, second], `bootstrap.target has ${written.join(' and ')}: one of them`);
  // Recovery to the end of a backup never leaves its timeline. Source: pgbackrest.org, target-timeline.
  if (type === 'immediate')
    findings.noEffect([...path, 'timeline'], 'with target.immediate recovery ends before a timeline is chosen');
  return {
    type,
    value: type === 'time' ? resolveTime(findings, values?.time ?? '') : text(type, values),
    set: values?.set ?? '',
    timeline: type === 'immediate' ? '' : String(values?.timeline ?? ''),
  };
};

const text = (type: RestoreTarget['type'], values: Values | undefined): string =>
  type === 'lsn' || type === 'xid' || type === 'name' ? (values?.[type] ?? '') : '';

/** As pgBackRest reads it, which otherwise cannot choose a backup: `2026-11-20 12:00:00+00:00`. Source: its common/time.c, 2.55. */
const resolveTime = (findings: Findings, time: string): string => {
  const [, date = '', clock = '', sign = '+', hours = '00', minutes = '00'] =
    /^(\d{4}-\d{2}-\d{2})[T ]([\d:.]+)(?:Z|([+-])(\d{2}):?(\d{2})?)$/.exec(time) ?? [];
  const day = new Date(`${date}T00:00:00Z`);
  const exists =
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(date) &&
    /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d/.test(clock) &&
    Number(hours) <= 15 &&
    Number(minutes) <= 59;
  if (!exists) findings.add('invalid-value', [...path, 'time'], `bootstrap.target.time "${time}" does not exist`);
  return `${date} ${clock}${sign}${hours}:${minutes}`;
};
