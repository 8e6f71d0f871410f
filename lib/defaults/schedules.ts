import { createHash } from 'node:crypto';
import { type CronField, cronFields, cronNumbers, isTimeZone, splitSchedule, timeZoneWords } from '../cron';
import { comes, greatestGapSeconds, meet } from './calendar';
import type { Findings, Path } from './findings';

/** A job with a schedule. Jobs of one list are in each other's way: no two of them may start in the same minute. */
export interface ScheduledJob<Name extends string = string> {
  readonly job: Name;
  readonly path: Path;
  readonly schedule: string;
}

/** Numbers that H may be: every month has a day 28. */
const everyMonth = 28;

/**
 * The schedules with a number in the place of every H. The number comes from the names of environment and job alone, so that a fleet is
 * spread over the hour, and no other environment can move it. An H that meets another job is moved to the next minute that is free.
 * `harm`: what would come of two that start at once. Backups share a lock.
 */
export const resolveSchedules = <Name extends string>(
  findings: Findings,
  id: string,
  jobs: readonly ScheduledJob<Name>[],
  harm = 'one of the two would fail',
): readonly { readonly type: Name; readonly schedule: string }[] => {
  const resolved = new Map<ScheduledJob<Name>, string>();
  // What is written as numbers stays where it is; an H makes room for it.
  for (const job of [...jobs].sort((a, b) => Number(holdsH(a.schedule)) - Number(holdsH(b.schedule)))) {
    const fault = scheduleFault(job.schedule);
    if (fault !== undefined) {
      findings.add(
        'invalid-value',
        job.path,
        `${job.path.join('.')} is "${job.schedule}", which is no schedule: ${fault}`,
      );
      continue;
    }
    const schedule = freeCandidate(id, job, [...resolved.values()]);
    const met = [...resolved].find(([, other]) => meet(schedule, other));
    if (met !== undefined)
      findings.add(
        'invalid-value',
        job.path,
        `${job.path.join('.')} starts in the same minute as ${met[0].path.join('.')}, and ${harm}: move it`,
      );
    else if (!comes(schedule))
      findings.add('invalid-value', job.path, `${job.path.join('.')} is "${job.schedule}", a day that never comes`);
    resolved.set(job, schedule);
  }
  return jobs.map((job) => ({ type: job.job, schedule: resolved.get(job) ?? '' }));
};

/** The time zone of the schedules. */
export const resolveTimeZone = (findings: Findings, path: Path, timeZone: string): string => {
  if (!isTimeZone(timeZone)) findings.add('invalid-value', path, `${path.join('.')} "${timeZone}" ${timeZoneWords}`);
  return timeZone;
};

const hPattern = /^H(?:\(([0-9]{1,2})-([0-9]{1,2})\))?$/;

const holdsH = (schedule: string): boolean => splitSchedule(schedule).some((part) => hPattern.test(part));

/** What H or H(a-b) may be; undefined: the field is another one. */
const rangeOfH = (
  part: string,
  { from, to, name }: CronField,
): { readonly low: number; readonly high: number } | undefined => {
  const match = hPattern.exec(part);
  if (match === null) return undefined;
  if (match[1] === undefined) return { low: from, high: name === 'day of the month' ? everyMonth : to };
  return { low: Number(match[1]), high: Number(match[2]) };
};

const scheduleFault = (schedule: string): string | undefined => {
  const parts = splitSchedule(schedule);
  if (parts.length !== cronFields.length)
    return `it has ${parts.length} ${parts.length === 1 ? 'field' : 'fields'}, and a schedule has five, like H H(0-5) * * *`;
  const wrong = cronFields.find((field, index) => {
    const part = parts[index] ?? '';
    const range = rangeOfH(part, field);
    return range === undefined
      ? cronNumbers(part, field) === undefined
      : range.low < field.from || range.high > field.to || range.low > range.high;
  });
  if (wrong === undefined) return undefined;
  const { name, from, to } = wrong;
  return `its ${name} must be between ${from} and ${to}, or H, or H(${from}-${to})`;
};

/** Most minutes that are tried for an H. */
const mostCandidates = 1440;

/** The first candidate that meets no other job; where there is none, the first of all. */
const freeCandidate = (id: string, job: ScheduledJob, others: readonly string[]): string => {
  const { candidate, count } = candidatesOf(id, job);
  for (let step = 0; step < count; step += 1) {
    const schedule = candidate(step);
    if (!others.some((other) => meet(schedule, other))) return schedule;
  }
  return candidate(0);
};

/** All that a schedule may become: the one that the names decide, then the minutes after it. */
const candidatesOf = (
  id: string,
  { job, schedule }: ScheduledJob,
): { readonly candidate: (step: number) => string; readonly count: number } => {
  const parts = cronFields.map((field, index) => {
    const text = splitSchedule(schedule)[index] ?? '';
    const range = rangeOfH(text, field);
    const size = range === undefined ? 1 : range.high - range.low + 1;
    return { text, range, size, first: range === undefined ? 0 : hash(id, job, index) % size };
  });
  const candidate = (step: number): string => {
    let carry = step;
    return parts
      .map(({ text, range, size, first }) => {
        if (range === undefined) return text;
        const number = first + carry;
        carry = Math.floor(number / size);
        return String(range.low + (number % size));
      })
      .join(' ');
  };
  return {
    candidate,
    count: Math.min(
      mostCandidates,
      parts.reduce((product, { size }) => product * size, 1),
    ),
  };
};

const hash = (id: string, job: string, field: number): number =>
  createHash('sha256').update(`${id}\n${job}\n${field}`).digest().readUInt32BE(0);

/** A Job may start an hour late (startingDeadlineSeconds), and the day of a change of clocks has 25 hours. */
const slackSeconds = 2 * 3600;

/** The oldest that the newest backup may be: just before the next one ends, which may take until its deadline. */
export const oldestBackupSeconds = (
  schedules: readonly { readonly schedule: string }[],
  deadlineSeconds: number,
): number =>
  (greatestGapSeconds(schedules.map(({ schedule }) => schedule).filter((schedule) => schedule !== '')) ?? 0) +
  deadlineSeconds +
  slackSeconds;
