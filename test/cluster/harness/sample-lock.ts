import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait';

const lock = join(tmpdir(), 'pgfleet-cluster-samples.lock');

/**
 * The samples have fixed namespaces, so that only one test file at a time may apply them: others wait here.
 * The lock of a run that was killed goes with the next run's set-up.
 */
export const takeSamples = (): Promise<boolean> =>
  waitFor('another test file to be done with the samples', 600, async () => {
    mkdirSync(lock);
    return true;
  });

export const releaseSamples = (): void => rmSync(lock, { recursive: true, force: true });
