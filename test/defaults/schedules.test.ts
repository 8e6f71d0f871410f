import * as fc from 'fast-check';
import { cronFields, cronNumbers } from '../../lib/cron';
import { calendarOf, greatestGapSeconds, meet } from '../../lib/defaults/calendar';
import type { DatabaseEnvironment } from '../../lib/defaults/environment';
import type { Findings } from '../../lib/defaults/findings';
import { resolveSchedules } from '../../lib/defaults/schedules';
import { environment, problems, shortest } from './resolved';

const onVolume = (rest: string): string =>
  `backup: {method: pgBackRest, reason: null, repository: {type: volume, size: 9Gi}, retention: {full: 2}, ${rest}}\n${shortest}`;
const scheduled = (schedule: string): string => onVolume(`schedule: {${schedule}}`);

type Physical = Extract<DatabaseEnvironment['backup'], { readonly method: 'pgBackRest' }>;
const physical = (text: string, id = 'orders'): Physical => {
  const { backup } = environment(text, { id });
  if (backup.method !== 'pgBackRest') throw new Error(backup.method);
  return backup;
};
const schedules = (text: string, id?: string): Record<string, string> =>
  Object.fromEntries(physical(text, id).schedules.map(({ type, schedule }) => [type, schedule]));

const day = 86_400;

/** One schedule without the rest of an environment, for thousands of them. */
const numbers = (id: string, schedule: string): string => {
  const findings = { add: (_, __, message) => expect(message).toBe('') } as Partial<Findings> as Findings;
  return resolveSchedules(findings, id, [{ job: 'full', path: ['x'], schedule }])[0]?.schedule ?? '';
};

describe('H', () => {
  test('is the same for ever: these minutes must not change with a new version', () => {
    const { verify, drill } = physical(onVolume(''));
    expect({ ...schedules(onVolume('')), verify: verify?.schedule, drill: drill?.schedule }).toMatchInlineSnapshot(`
{
  "drill": "5 7 * * 0",
  "full": "48 5 * * 0",
  "incremental": "32 0 * * 1-6",
  "verify": "58 7 * * *",
}
`);
    expect(schedules(onVolume(''), 'shop')).toMatchInlineSnapshot(`
{
  "full": "33 2 * * 0",
  "incremental": "19 2 * * 1-6",
}
`);
  });

  test.each([
    ['H * * * *', 0, 59],
    ['0 H * * *', 0, 23],
    ['0 0 H * *', 1, 28],
    ['0 0 1 H *', 1, 12],
    ['0 0 * * H', 0, 6],
    ['H(10-12) 0 * * *', 10, 12],
    ['0 H(23-23) * * *', 23, 23],
    ['0 0 H(30-31) * *', 30, 31],
  ])('%s takes every number from %i to %i, and no other', (schedule, low, high) => {
    const index = schedule.split(' ').findIndex((part) => part.startsWith('H'));
    const seen = new Set(
      Array.from({ length: 1000 }, (_, number) => {
        return Number(numbers(`env-${number}`, schedule).split(' ')[index]);
      }),
    );
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: high - low + 1 }, (_, step) => low + step));
  });

  test('a fleet never starts more than a twentieth of its backups in the same minute', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(ids, (fleet) => {
        const starts = new Map<string, number>();
        for (const id of fleet) {
          const full = numbers(id, 'H H(0-5) * * *');
          starts.set(full, (starts.get(full) ?? 0) + 1);
        }
        return Math.max(...starts.values()) <= 10;
      }),
      { numRuns: 50 },
    );
  });

  test('makes room for what is written as numbers, and for the H before it', () => {
    const narrow = schedules(scheduled('full: H(0-1) 3 * * *, differential: 1 3 * * *, incremental: null'));
    expect(narrow).toEqual({ full: '0 3 * * *', differential: '1 3 * * *' });
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}$/), (id) => {
        const found = schedules(
          scheduled('full: H(0-2) 3 * * *, differential: H(0-2) 3 * * *, incremental: H(0-2) 3 * * *'),
          id,
        );
        expect(new Set(Object.values(found)).size).toBe(3);
      }),
      { numRuns: 20 },
    );
  });

  test('a full backup does not move when another type is added', () => {
    const alone = schedules(scheduled('full: H H(0-5) * * 0, incremental: null'));
    expect(schedules(scheduled('full: H H(0-5) * * 0, incremental: H H(0-5) * * *')).full).toBe(alone.full);
  });
});

test.each([
  ['full: "0 2 * * 0", incremental: "0 2 * * *"', 'incremental', 'full'],
  ['full: "0 2 * * *", differential: "*/30 * * * *"', 'differential', 'full'],
  ['full: "0 2 1 * *", incremental: "0 2 * * 1-6"', 'incremental', 'full'],
  ['full: "H(5-5) 2 * * *", incremental: "5 2 * * *"', 'full', 'incremental'],
])('two backups in the same minute are refused: %s', (schedule, moved, other) => {
  expect(problems(scheduled(schedule))).toEqual([
    expect.stringContaining(`backup.schedule.${moved} starts in the same minute as backup.schedule.${other}`),
  ]);
});

test('backups of different days or minutes are no contradiction', () => {
  expect(problems(scheduled('full: "0 2 * * 0", incremental: "0 2 * * 1-6"'))).toEqual([]);
  expect(problems(scheduled('full: "0 2 29 2 *", differential: "0 2 28 2 *", incremental: "1 2 * * *"'))).toEqual([]);
});

test.each([
  ['full: "61 * * * *"', 'its minute must be between 0 and 59, or H, or H(0-59)'],
  ['full: "H(0-24) * * * *", incremental: "H H(3-1) * * *"', 'its hour must be between 0 and 23, or H, or H(0-23)'],
  ['full: "H H(0-24) * * *"', 'its hour must be between'],
  ['full: "H/5 * * * *"', 'its minute must be between'],
  ['full: "H,30 * * * *"', 'its minute must be between'],
  ['full: "@daily"', 'it has 1 field, and a schedule has five, like H H(0-5) * * *'],
  ['full: "CRON_TZ=UTC 0 2 * * *"', 'it has 6 fields'],
  ['full: "0 2 30 2 *"', 'a day that never comes'],
])('%s is refused', (schedule, words) => {
  expect(problems(scheduled(schedule)).join()).toContain(words);
});

test('the place of a wrong schedule is its value, also of a Job that proves', () => {
  expect(problems(onVolume('verify: {schedule: never}'))).toEqual([
    '1:124 invalid-value: backup.verify.schedule is "never", which is no schedule: it has 1 field, and a schedule has five, like H H(0-5) * * *',
  ]);
  expect(problems(onVolume('drill: {schedule: "0 25 * * *"}'))).toEqual([
    expect.stringContaining('backup.drill.schedule is "0 25 * * *", which is no schedule: its hour'),
  ]);
});

test.each(['Mars/Phobos', 'local', 'utc'])('the time zone %s is refused', (timeZone) => {
  expect(problems(scheduled(`timeZone: ${timeZone}`))).toEqual([
    expect.stringContaining(`backup.schedule.timeZone "${timeZone}" is not in the time zone database`),
  ]);
});

test('the newest backup may be as old as the longest pause, a whole backup, and two hours', () => {
  const age = (schedule: string): number | undefined => physical(scheduled(schedule)).verify?.maxAgeSeconds;
  const rest = 21_600 + 7200;
  expect(age('full: "0 2 * * *", incremental: null')).toBe(day + rest);
  expect(age('full: "0 2 * * 0", incremental: "0 2 * * 1-6"')).toBe(day + rest);
  expect(age('full: "0 2 * * 0", incremental: "0 */6 * * *", differential: null'.replace('0 */6', '30 */6'))).toBe(
    21_600 + rest,
  );
  expect(age('full: "0 2 * * 0", incremental: null')).toBe(7 * day + rest);
});

describe('the calendar', () => {
  test.each([
    [['0 2 * * *'], day],
    [['0 2 * * 1-5'], 3 * day],
    [['0 0 1 * *'], 31 * day],
    [['0 0 29 2 *'], 1461 * day],
    [['*/15 * * * *'], 900],
    [['0 0 * * 0', '0 0 * * 3'], 4 * day],
    [['0 22 * * 6', '0 2 * * 0'], 7 * day - 4 * 3600],
  ])('the greatest gap of %j', (all, seconds) => expect(greatestGapSeconds(all)).toBe(seconds));

  test('both days restricted: either of them; a step is a restriction', () => {
    const monday = { month: 1, dayOfMonth: 2, dayOfWeek: 1 };
    expect(calendarOf('0 0 1 * 1').matches(monday)).toBe(true);
    expect(calendarOf('0 0 1 * *').matches(monday)).toBe(false);
    expect(calendarOf('0 0 */2 * 1').matches(monday)).toBe(true);
    expect(calendarOf('0 0 2 2 *').matches(monday)).toBe(false);
  });

  test('schedules meet where a day and a minute are the same', () => {
    expect(meet('0 2 * * *', '*/30 2 * * 1')).toBe(true);
    expect(meet('0 2 * * 1', '0 2 * * 2')).toBe(false);
    expect(meet('0 2 31 * *', '0 2 * 2 *')).toBe(false);
  });
});

test.each([
  ['*/20', [0, 20, 40]],
  ['5/25', [5, 30, 55]],
  ['1-3,50', [1, 2, 3, 50]],
  ['10-20/5', [10, 15, 20]],
  ['60', undefined],
  ['3-1', undefined],
  ['H', undefined],
  ['', undefined],
])('the minutes of %s', (text, numbers) => {
  expect(cronNumbers(text, cronFields[0])).toEqual(numbers === undefined ? undefined : new Set(numbers));
});
