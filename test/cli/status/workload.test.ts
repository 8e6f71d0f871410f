import { judgePods, judgeWorkload } from '../../../lib/cli/status/workload';
import { examplePlace, object } from './example-place';

const place = examplePlace();
const suspended = examplePlace({ suspended: true });

describe('the StatefulSet', () => {
  const revision = { currentRevision: 'a', updateRevision: 'a' };
  const set = (replicas: number, status: object, generation = 1) =>
    object('StatefulSet', 'postgres', {
      metadata: { generation },
      spec: { replicas },
      status: { observedGeneration: 1, ...revision, ...status },
    });

  test.each([
    ['is ready', place, set(1, { readyReplicas: 1 }), 'ok', '1 of 1 ready'],
    ['is not ready', place, set(1, {}), 'failed', '0 of 1 ready'],
    [
      'has a change that nobody has seen',
      place,
      set(1, { readyReplicas: 1 }, 2),
      'failed',
      'newest change is not seen',
    ],
    ['replaces its Pod', place, set(1, { readyReplicas: 1, updateRevision: 'b' }), 'failed', 'and its Pod is replaced'],
    ['is not there', place, undefined, 'failed', 'there is no StatefulSet postgres'],
    ['is suspended', suspended, set(0, {}), 'ok', 'is suspended'],
    ['runs and should not', suspended, set(1, { readyReplicas: 1 }), 'failed', 'says suspended: true'],
    ['does not run and should', place, set(0, {}), 'failed', 'says suspended: false'],
  ])('%s', (_, where, found, state, words) => {
    expect(judgeWorkload(where, found)).toMatchObject({ state, words: expect.stringContaining(words) });
  });
});

describe('the Pod', () => {
  const ready = [{ type: 'Ready', status: 'True' }];
  const pod = (status: object, metadata: object = {}) =>
    object('Pod', 'postgres-0', { metadata, spec: { nodeName: 'node-1' }, status });
  const killed = (finishedAt: string) =>
    pod({
      conditions: ready,
      containerStatuses: [
        {
          name: 'postgres',
          restartCount: 2,
          lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt } },
        },
      ],
    });
  const waiting = (name: string, restartCount: number) => ({
    name,
    restartCount,
    ready: false,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
  });

  test.each([
    ['is ready', [pod({ conditions: ready })], 'ok', 'postgres-0 is Ready on node-1, 0 restarts'],
    ['is not there', [], 'failed', 'there is none'],
    ['stops', [pod({ conditions: ready }, { deletionTimestamp: 'now' })], 'failed', 'postgres-0 stops'],
    [
      'was killed within the hour',
      [killed('2026-11-21T11:30:00Z')],
      'warning',
      '2 restarts: postgres ended 30 min ago (OOMKilled, exit 137)',
    ],
    ['was killed yesterday', [killed('2026-11-20T11:30:00Z')], 'ok', '2 restarts: postgres ended 24 h ago'],
    [
      'finds no node',
      [
        pod({
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes: Insufficient cpu' }],
        }),
      ],
      'failed',
      'the Pod finds no node: 0/1 nodes: Insufficient cpu',
    ],
    [
      'has an image that does not exist',
      [
        pod({
          phase: 'Pending',
          initContainerStatuses: [{ name: 'initdb', state: { waiting: { reason: 'ErrImagePull', message: 'x' } } }],
        }),
      ],
      'failed',
      'the Pod waits: ErrImagePull x',
    ],
    [
      'is not ready yet',
      [pod({ phase: 'Running', containerStatuses: [{ name: 'postgres', ready: false, state: { running: {} } }] })],
      'failed',
      'postgres has not begun or is not ready',
    ],
  ])('%s', (_, found, state, words) => {
    expect(judgePods(place, found)).toMatchObject({ state, words: expect.stringContaining(words) });
  });

  test('ends again and again: the next command shows the log of the container that does', () => {
    const found = pod({ phase: 'Pending', initContainerStatuses: [waiting('initdb', 3)] });
    expect(judgePods(place, [found])).toEqual({
      name: 'Pods',
      state: 'failed',
      words: 'postgres-0 is not Ready: initdb: CrashLoopBackOff back-off 40s',
      next: 'pgfleet logs orders --container initdb --previous',
    });
  });

  test('of a suspended environment must be gone', () => {
    expect(judgePods(suspended, [])).toMatchObject({ state: 'ok' });
    expect(judgePods(suspended, [pod({ conditions: ready })])).toMatchObject({ state: 'failed' });
  });
});
