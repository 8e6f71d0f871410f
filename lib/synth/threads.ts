import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Job, type Outcome, type Outcomes, sharedWords, type WorkerData } from './job';

/**
 * Environments from which on a worker thread is faster, though it loads and compiles the whole program again. Measured on two virtual
 * processors: of 250 environments a worker makes a run a third slower, of 400 it changes nothing, of 1,000 it saves a quarter.
 */
const fewestForWorkers = 500;
/** The compiled program of a worker thread, which calls `work` of work.ts. */
export interface WorkerProgram {
  readonly path: string;
  /** Environments from which on it is used, where that is not for this file to say. */
  readonly fewest?: number;
}

/** Workers beside the main thread: each holds the program and its own young objects, 60 to 80 MB. */
const mostWorkers = 3;

/**
 * Outcomes by index in `job.environments`. All threads take from one list, so that none is idle while another has work. Which thread
 * renders what changes nothing, since an environment is a pure call. Rejects when a worker dies. Workers start before this thread loads
 * what it needs for rendering, so that all of them load at once.
 */
export const renderInThreads = async (
  job: Job,
  worker: WorkerProgram | undefined,
  progress: (taken: number) => void,
): Promise<readonly (Outcome | undefined)[]> => {
  const shared = new Int32Array(new SharedArrayBuffer(sharedWords.length * Int32Array.BYTES_PER_ELEMENT));
  const count =
    worker === undefined || job.environments.length < (worker.fewest ?? fewestForWorkers)
      ? 0
      : Math.min(availableParallelism() - 1, mostWorkers);
  const workers = Array.from({ length: count }, () => start(worker?.path ?? '', { job, shared }));
  const results = Promise.all(workers.map(({ outcomes }) => outcomes));
  try {
    const { work } = await import('./work');
    const own = work(job, shared, progress);
    const outcomes = new Array<Outcome | undefined>(job.environments.length);
    for (const [index, outcome] of [own, ...(await results)].flat()) outcomes[index] = outcome;
    return outcomes;
  } finally {
    results.catch(() => undefined);
    await Promise.all(workers.map(({ stop }) => stop()));
  }
};

const start = (program: string, data: WorkerData) => {
  const thread = new Worker(program, { workerData: data });
  const outcomes = new Promise<Outcomes>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) =>
      reject(new Error(`a worker thread ended with code ${code} before its work was done`)),
    );
  });
  return { outcomes, stop: () => thread.terminate() };
};
