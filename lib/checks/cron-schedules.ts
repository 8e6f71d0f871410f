import { cronFields, cronNumbers, isTimeZone, splitSchedule, timeZoneWords } from '../cron';
import { key } from '../manifest';
import type { Check, Finding } from './check';
import { fieldsAt } from './pods';

const macros: ReadonlySet<string> = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);

/** Schedules and time zones of CronJobs: the API server would refuse them after half of a sync, or run them at another time. */
export const cronSchedules: Check = {
  code: 'invalid-value',
  check: (manifests) =>
    manifests
      .filter(({ kind }) => kind === 'CronJob')
      .flatMap((manifest): Finding[] => {
        const { schedule, timeZone } = fieldsAt(manifest, 'spec');
        const zoneFault =
          timeZone === undefined || isTimeZone(timeZone)
            ? undefined
            : `its timeZone ${JSON.stringify(timeZone)} ${timeZoneWords}`;
        return [scheduleFault(schedule), zoneFault].flatMap((message) =>
          message === undefined ? [] : [{ object: key(manifest), message }],
        );
      }),
};

/** What is wrong with a schedule; undefined: nothing. */
export const scheduleFault = (schedule: unknown): string | undefined => {
  if (typeof schedule !== 'string') return 'its schedule is missing';
  if (/^(CRON_)?TZ=/.test(schedule)) return `its schedule "${schedule}" holds a time zone: use timeZone`;
  if (macros.has(schedule)) return undefined;
  const parts = splitSchedule(schedule);
  if (parts.length !== cronFields.length)
    return `its schedule "${schedule}" has ${parts.length} fields, and a schedule has five`;
  const wrong = cronFields.find((field, index) => cronNumbers(parts[index] ?? '', field) === undefined);
  return wrong === undefined
    ? undefined
    : `the ${wrong.name} of its schedule "${schedule}" must be between ${wrong.from} and ${wrong.to}`;
};
