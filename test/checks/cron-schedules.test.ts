import { checkManifests } from '../../lib/checks';
import { scheduleFault } from '../../lib/checks/cron-schedules';

const cronJob = (spec: object) => [{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly' }, spec }];
const found = (spec: object) => checkManifests('x', cronJob(spec)).map(({ message }) => message);

test.each(['0 2 * * 0', '*/5 * * * *', '0 0 1,15 jan-jun MON', '5/10 0-6/2 * * ?', '@daily', '59 23 31 12 6'])(
  'C32 the schedule %s is one of Kubernetes',
  (schedule) => expect(scheduleFault(schedule)).toBeUndefined(),
);

test.each([
  ['* * * * * *', 'has 6 fields'],
  ['61 * * * *', 'minute'],
  ['0 24 * * *', 'hour'],
  ['0 0 0 * *', 'day of the month'],
  ['0 0 * 13 *', 'month'],
  ['0 0 * * 7', 'day of the week'],
  ['0 0 * * sat-mon', 'day of the week'],
  ['*/0 * * * *', 'minute'],
  ['1-2-3 * * * *', 'minute'],
  ['TZ=UTC 0 0 * * *', 'use timeZone'],
  ['H H * * *', 'minute'],
  ['', 'has 1 fields'],
])('C32 the schedule "%s" is refused', (schedule, words) => expect(scheduleFault(schedule)).toContain(words));

test.each(['Mars/Phobos', 'local', '', 'utc +1', 5])('C32 the time zone %s is refused', (timeZone) =>
  expect(found({ schedule: '0 2 * * *', timeZone })).toEqual([expect.stringContaining('time zone database')]),
);

test.each(['Etc/UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'])('C32 the time zone %s is known', (timeZone) =>
  expect(found({ schedule: '0 2 * * *', timeZone })).toEqual([]),
);
