import { cronFields, cronNumbers, splitSchedule } from '../cron';
import { remembering } from '../remember';

/** When a schedule of cron starts its job. */
export interface Calendar {
  /** Of a day, ascending. */
  readonly minutes: readonly number[];
  /** Whether the days repeat every week. */
  readonly weekly: boolean;
  matches(day: Day): boolean;
}

interface Day {
  readonly month: number;
  readonly dayOfMonth: number;
  readonly dayOfWeek: number;
}

const minutesPerDay = 1440;

/** Two weeks, so that a gap over the end of a week is seen. */
const weeklyDays = 15;

/** The days of eight years, since 29 February comes every four. Which years they are changes nothing. */
const days: readonly Day[] = Array.from({ length: 8 * 365 + 2 }, (_, index) => {
  const date = new Date(Date.UTC(2024, 0, 1 + index));
  return { month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate(), dayOfWeek: date.getUTCDay() };
});

/** A schedule that was judged before. Where both days are restricted, either of them starts the job. Source: robfig/cron v3 spec.go, dayMatches. */
export const calendarOf = remembering((schedule: string): Calendar => {
  const parts = splitSchedule(schedule);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = cronFields.map(
    (field, index) => cronNumbers(parts[index] ?? '*', field) ?? new Set<number>(),
  ) as [ReadonlySet<number>, ReadonlySet<number>, ReadonlySet<number>, ReadonlySet<number>, ReadonlySet<number>];
  const [anyDayOfMonth, anyMonth, anyDayOfWeek] = [2, 3, 4].map((index) => /(^|,)[*?](,|$)/.test(parts[index] ?? '*'));
  return {
    minutes: [...hour].flatMap((h) => [...minute].map((m) => 60 * h + m)).sort((a, b) => a - b),
    weekly: anyDayOfMonth === true && anyMonth === true,
    matches: (day) => {
      const [ofMonth, ofWeek] = [dayOfMonth.has(day.dayOfMonth), dayOfWeek.has(day.dayOfWeek)];
      return month.has(day.month) && (anyDayOfMonth || anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek);
    },
  };
});

const daysOf = (calendars: readonly Calendar[]): readonly Day[] =>
  calendars.every(({ weekly }) => weekly) ? days.slice(0, weeklyDays) : days;

/** Whether two schedules ever start their jobs in the same minute. */
export const meet = (one: string, other: string): boolean => {
  const [a, b] = [calendarOf(one), calendarOf(other)];
  const minutes = new Set(a.minutes);
  return (
    b.minutes.some((minute) => minutes.has(minute)) && daysOf([a, b]).some((day) => a.matches(day) && b.matches(day))
  );
};

/** Whether a schedule ever starts its job: 30 February never comes. */
export const comes = (schedule: string): boolean => {
  const calendar = calendarOf(schedule);
  return daysOf([calendar]).some((day) => calendar.matches(day));
};

/** The longest time between two starts of any of the schedules, on a clock that is never changed; undefined: they never start. */
export const greatestGapSeconds = (schedules: readonly string[]): number | undefined => {
  const calendars = schedules.map(calendarOf);
  let [before, greatest]: [number | undefined, number | undefined] = [undefined, undefined];
  for (const [index, day] of daysOf(calendars).entries()) {
    const matching = calendars.filter((calendar) => calendar.matches(day));
    for (const minute of matching.length === 1 ? (matching[0]?.minutes ?? []) : union(matching)) {
      const now = index * minutesPerDay + minute;
      if (before !== undefined) greatest = Math.max(greatest ?? 0, now - before);
      before = now;
    }
  }
  return greatest === undefined ? undefined : greatest * 60;
};

const union = (calendars: readonly Calendar[]): readonly number[] =>
  [...new Set(calendars.flatMap(({ minutes }) => minutes))].sort((a, b) => a - b);
