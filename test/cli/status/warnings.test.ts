import { judgeEvents } from '../../../lib/cli/status/warnings';
import { examplePlace, object } from './example-place';

const event = (name: string, lastTimestamp: string | null, message = 'x', eventTime: string | null = null) =>
  object('Event', name, {
    involvedObject: { kind: 'Pod', name },
    reason: 'BackOff',
    message,
    lastTimestamp,
    eventTime,
  });
const place = examplePlace();

test('none is well', () => {
  expect(judgeEvents(place, [])).toMatchObject({ state: 'ok' });
});

test('the newest is shown, in one line', () => {
  const found = [
    event('postgres-0', '2026-11-21T11:10:00Z', 'older'),
    event('postgres-0', '2026-11-21T11:50:00Z', `no room left\n${'more '.repeat(99)}`),
  ];
  expect(judgeEvents(place, found)).toMatchObject({
    state: 'warning',
    words: '2 within the last hour, the last 10 min ago: Pod postgres-0: BackOff no room left',
  });
});

test('one of the new form has its time elsewhere', () => {
  const found = [event('postgres-0', null, 'x', '2026-11-21T11:50:00.123456Z')];
  expect(judgeEvents(place, found).words).toContain('10 min ago');
});

test('what is older than an hour is over', () => {
  expect(judgeEvents(place, [event('postgres-0', '2026-11-21T10:50:00Z')])).toMatchObject({ state: 'ok' });
});

test('in a namespace of somebody else those of others are left out', () => {
  const shared = examplePlace({ namespace: { name: 'shop', create: false } });
  const recent = '2026-11-21T11:50:00Z';
  expect(judgeEvents(shared, [event('backend-1', recent)])).toMatchObject({ state: 'ok' });
  expect(judgeEvents(shared, [event('backend-1', recent), event('postgres-0', recent)])).toMatchObject({
    words: expect.stringMatching(/^1 within/),
  });
});
