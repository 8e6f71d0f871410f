import { setTimeout as pause } from 'node:timers/promises';
import { type Cluster, find, isProblem, jobLog, type Problem, podOf } from './kubectl';
import { conditionsOf, obstacleOf, violenceOf } from './pod-state';

export interface JobEnd {
  readonly state: 'complete' | 'failed' | 'unfinished';
  readonly log: string;
  /** What Kubernetes says about it; empty where it has nothing to say. */
  readonly reason: string;
}

/** `setting`: the key of values.yaml that bounds the Job itself. */
export interface Bound {
  readonly seconds: number;
  readonly setting: string;
}

/** Between two looks, in milliseconds. */
const interval = 2000;

/** Times that the cluster may fail to answer in a row, as while it is upgraded. */
const misses = 5;

/** Waits, with a bound, until a Job ends. `note` hears once why its Pod does not start, where that is so. */
export const waitForJob = async (
  cluster: Cluster,
  name: string,
  { seconds, setting }: Bound,
  note: (text: string) => void,
): Promise<JobEnd | Problem> => {
  const end = Date.now() + seconds * 1000;
  let missed = 0;
  let noted = '';
  for (;;) {
    const found = await find(cluster, 'job', name);
    if (found === undefined) return { problem: `the Job ${name} is gone: somebody deleted it` };
    if (isProblem(found)) {
      missed += 1;
      if (missed > misses) return found;
    } else {
      missed = 0;
      const over = conditionsOf(found).find(
        ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
      );
      if (over !== undefined) {
        const complete = over.type === 'Complete';
        const told = words[over.reason ?? '']?.(setting) ?? over.message ?? '';
        const reason = complete ? '' : told || violenceOf(await podOf(cluster, name));
        return { state: complete ? 'complete' : 'failed', log: await jobLog(cluster, name), reason };
      }
      const obstacle = obstacleOf(await podOf(cluster, name));
      if (obstacle !== noted && obstacle !== '') note(obstacle);
      noted = obstacle;
    }
    if (Date.now() + interval > end) return { state: 'unfinished', log: await jobLog(cluster, name), reason: noted };
    await pause(interval);
  }
};

/** The script's log says more than these, where it has said something. */
const words: Readonly<Record<string, (setting: string) => string>> = {
  BackoffLimitExceeded: () => '',
  PodFailurePolicy: () => '',
  DeadlineExceeded: (setting) => `the time allowed for it is over: ${setting}`,
};

/** What a script says it did: its last line `pgfleet-result: {…}`. */
export const resultOf = (log: string): unknown => {
  const line = log.split('\n').filter(isResult).at(-1);
  try {
    return line === undefined ? undefined : JSON.parse(line.slice(resultMark.length));
  } catch {
    return undefined;
  }
};

/** What a script wrote for people: its log without the line for programs. */
export const proseOf = (log: string): string =>
  log
    .split('\n')
    .filter((line) => !isResult(line))
    .join('\n')
    .trimEnd();

const resultMark = 'pgfleet-result: ';
const isResult = (line: string): boolean => line.startsWith(resultMark);

/** Lines in which a script names a cause; where there is none, the end of the log. */
export const causesOf = (log: string): readonly string[] => {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => /^pgfleet( [a-z-]+)?: /.test(line));
  return own.length > 0 ? own.slice(-6) : lines.slice(-12);
};
