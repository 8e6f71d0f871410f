import { remembering } from './remember';

/** One of the five fields of a schedule, with the numbers and names that it takes. */
export interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: string;
}

/** Source: robfig/cron v3 parser.go, which Kubernetes uses. */
export const cronFields: readonly [CronField, CronField, CronField, CronField, CronField] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { name: 'day of the week', from: 0, to: 6, words: 'sun mon tue wed thu fri sat' },
];

export const splitSchedule = (schedule: string): readonly string[] => schedule.trim().split(/\s+/);

/** The numbers that a field of a schedule names: `*`, `5`, `1-5`, `mon-fri`, each with an optional step `/2`, and lists of them; undefined: it is wrong. */
export const cronNumbers = (text: string, field: CronField): ReadonlySet<number> | undefined => {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const range = rangeOf(part, field);
    if (range === undefined) return undefined;
    for (let number = range.begin; number <= range.end; number += range.step) numbers.add(number);
  }
  return numbers;
};

interface Range {
  readonly begin: number;
  readonly end: number;
  readonly step: number;
}

const rangeOf = (part: string, { from, to, words }: CronField): Range | undefined => {
  const [, range = '', written] = /^([^/]+)(?:\/([1-9][0-9]?))?$/.exec(part) ?? [];
  const step = Number(written ?? 1);
  if (range === '*' || range === '?') return { begin: from, end: to, step };
  const [first = '', last = written === undefined ? first : String(to), ...more] = range.split('-');
  const [begin, end] = [first, last].map((text) => numberOf(text, from, words));
  if (more.length > 0 || begin === undefined || end === undefined) return undefined;
  return begin >= from && end <= to && begin <= end ? { begin, end, step } : undefined;
};

const numberOf = (text: string, from: number, words = ''): number | undefined => {
  if (/^[0-9]{1,2}$/.test(text)) return Number(text);
  const index = words.split(' ').indexOf(text.toLowerCase());
  return index < 0 || text === '' ? undefined : index + from;
};

/** Whether a name stands in the time zone database, written as there: `local` and abbreviations mean other things elsewhere. */
export const isTimeZone = (name: unknown): boolean => typeof name === 'string' && /^[A-Z]/.test(name) && isKnown(name);

/** The question takes a fifth of a millisecond, and a fleet has few answers. */
const isKnown = remembering((timeZone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== null;
  } catch {
    return false;
  }
});

/** The end of a message about a time zone that is none. */
export const timeZoneWords = 'is not in the time zone database: write one like Europe/Berlin or Etc/UTC';
