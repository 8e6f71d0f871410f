import { decide, type RestoreRequest, requestOf } from '../../../lib/cli/restore/request';

const nothing: RestoreRequest = { target: {}, from: undefined, into: undefined };
const noon = { time: '2026-11-20T12:00:00Z' };
const fresh = { id: 'orders', generation: 1, bootstrap: undefined };
const restored = {
  id: 'orders',
  generation: 2,
  bootstrap: { from: 'backup', environment: 'orders', generation: 1, target: noon },
} as const;

test.each([
  [{ to: '2026-11-20T12:00:00Z' }, { target: noon }],
  [
    { to: '2026-11-20 13:00:00.5+01:00', set: '20261120-020000F' },
    { target: { time: '2026-11-20 13:00:00.5+01:00', set: '20261120-020000F' } },
  ],
  [{ lsn: '0/3000060' }, { target: { lsn: '0/3000060' } }],
  [{ xid: '4711', timeline: '2' }, { target: { xid: '4711', timeline: 2 } }],
  [{ name: 'before-migration', timeline: 'latest' }, { target: { name: 'before-migration', timeline: 'latest' } }],
  [{ immediate: true }, { target: { immediate: true } }],
  [
    { generation: '1', into: '4' },
    { target: {}, from: 1, into: 4 },
  ],
  [{}, { target: {} }],
])('%j is understood', (options, expected) => {
  expect(requestOf(options)).toEqual({ from: undefined, into: undefined, ...expected });
});

test.each([
  [{ to: '2026-11-20T12:00:00' }, '--to must be a time with its offset'],
  [{ to: 'yesterday' }, '--to must be a time with its offset'],
  [{ to: '2026-11-20T12:00:00Z', xid: '1' }, '--to and --xid: recovery ends at one of them'],
  [{ lsn: '3000060' }, '--lsn must be a position of the log like 0/3000060'],
  [{ xid: 'x' }, '--xid must be a transaction ID'],
  [{ set: 'newest' }, '--set must be the label of a backup'],
  [{ generation: '0' }, '--generation must be a number'],
  [{ into: '1e3' }, '--into must be a number'],
])('%j is refused', (options, words) => {
  expect(requestOf(options)).toEqual({ problem: expect.stringContaining(words) });
});

test('the first restore goes from the present generation into the next', () => {
  expect(decide(fresh, { ...nothing, target: noon })).toEqual({
    from: 1,
    into: 2,
    done: false,
    bootstrap: { from: 'backup', environment: 'orders', generation: 1, target: noon },
    replaced: '',
  });
  expect(decide(fresh, nothing)).toMatchObject({ bootstrap: { from: 'backup', environment: 'orders', generation: 1 } });
});

test('the same restore again changes nothing', () => {
  expect(decide(restored, { ...nothing, target: noon })).toMatchObject({ from: 1, into: 2, done: true });
  expect(decide(restored, { target: noon, from: 1, into: 2 })).toMatchObject({ done: true });
});

test('another target after a restore asks whose backups are meant', () => {
  expect(decide(restored, nothing)).toEqual({
    problem: expect.stringMatching(
      /already restores generation 1 into 2\. Say\n {2}--generation 1 .*\n {2}--generation 2 .*\n {2}--generation 1 --into 2 /,
    ),
  });
  expect(decide(restored, { ...nothing, from: 1 })).toMatchObject({ from: 1, into: 3, done: false });
  expect(decide(restored, { ...nothing, from: 2 })).toMatchObject({ from: 2, into: 3, done: false });
});

test('a restore that was refused is corrected in place, where a person says so', () => {
  const later = { time: '2026-11-20T13:00:00Z' };
  expect(decide(restored, { target: later, from: 1, into: 2 })).toMatchObject({
    from: 1,
    into: 2,
    done: false,
    bootstrap: { generation: 1, target: later },
  });
  expect(decide(restored, { target: later, from: 2, into: 2 })).toEqual({
    problem: expect.stringContaining('--into 2'),
  });
});

test('a generation that does not exist, or whose claim holds data, is refused', () => {
  expect(decide(fresh, { ...nothing, from: 2 })).toEqual({ problem: expect.stringContaining('does not exist yet') });
  expect(decide(fresh, { ...nothing, into: 1 })).toEqual({ problem: expect.stringContaining('must be more than') });
  expect(decide(fresh, { ...nothing, into: 7 })).toMatchObject({ from: 1, into: 7 });
});

test.each([
  [{ from: 'backup', environment: 'production' } as const, 'environment production'],
  [{ from: 'backup', repository: { type: 's3', bucket: 'old', path: '/old' } } as const, 'the repository /old'],
])('a block that named somebody else is replaced, and it is said: %j', (bootstrap, replaced) => {
  expect(decide({ ...fresh, bootstrap }, nothing)).toMatchObject({ from: 1, into: 2, replaced });
});
