import { key } from '../manifest';
import type { Check, Finding } from './check';
import { fieldsAt } from './pods';

/** The five fields of a schedule, with the numbers and names that each takes. Source: robfig/cron v3 parser.go, which Kubernetes uses. */
const fields: readonly {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: string;
}[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { name: 'day of the week', from: 0, to: 6, words: 'sun mon tue wed thu fri sat' },
];
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
        const faults = [scheduleFault(schedule), timeZone === undefined ? undefined : timeZoneFault(timeZone)];
        return faults.flatMap((message) => (message === undefined ? [] : [{ object: key(manifest), message }]));
      }),
};

/** What is wrong with a schedule; undefined: nothing. */
export const scheduleFault = (schedule: unknown): string | undefined => {
  if (typeof schedule !== 'string') return 'its schedule is missing';
  if (/^(CRON_)?TZ=/.test(schedule)) return `its schedule "${schedule}" holds a time zone: use timeZone`;
  if (macros.has(schedule)) return undefined;
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== fields.length)
    return `its schedule "${schedule}" has ${parts.length} fields, and a schedule has five`;
  const wrong = fields.find((field, index) => !(parts[index] ?? '').split(',').every((part) => isRange(part, field)));
  return wrong === undefined
    ? undefined
    : `the ${wrong.name} of its schedule "${schedule}" must be between ${wrong.from} and ${wrong.to}`;
};

/** `*`, `5`, `1-5`, `mon-fri`, each with an optional step `/2`. */
const isRange = (part: string, { from, to, words }: (typeof fields)[number]): boolean => {
  const [, range = '', step] = /^([^/]+)(?:\/([1-9][0-9]?))?$/.exec(part) ?? [];
  if (range === '*' || range === '?') return true;
  const [first = '', last = step === undefined ? first : String(to), ...more] = range.split('-');
  const [begin, end] = [first, last].map((text) => numberOf(text, from, words));
  return more.length === 0 && begin !== undefined && end !== undefined && begin >= from && end <= to && begin <= end;
};

const numberOf = (text: string, from: number, words = ''): number | undefined => {
  if (/^[0-9]{1,2}$/.test(text)) return Number(text);
  const index = words.split(' ').indexOf(text.toLowerCase());
  return index < 0 || text === '' ? undefined : index + from;
};

const timeZoneFault = (timeZone: unknown): string | undefined => {
  const fault = `its timeZone ${JSON.stringify(timeZone)} is not in the time zone database: write one like Europe/Berlin or Etc/UTC`;
  try {
    if (typeof timeZone !== 'string' || !/^[A-Z]/.test(timeZone)) return fault;
    new Intl.DateTimeFormat('en', { timeZone });
    return undefined;
  } catch {
    return fault;
  }
};
