import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks, in milliseconds: each costs a kubectl. */
const interval = 700;

/**
 * Looks again and again until `probe` gives something other than undefined, and returns that. A probe that fails counts as «not yet»;
 * its last error is part of the message when the bound, in seconds, is reached.
 */
export const waitFor = async <T>(
  what: string,
  boundSeconds: number,
  probe: () => Promise<T | undefined>,
): Promise<T> => {
  const end = Date.now() + boundSeconds * 1000;
  let last: unknown = 'it never came';
  do {
    try {
      const found = await probe();
      if (found !== undefined) return found;
      last = 'it never came';
    } catch (error) {
      last = error;
    }
    await pause(interval);
  } while (Date.now() < end);
  throw new Error(`waited ${boundSeconds} s for ${what}: ${last instanceof Error ? last.message : last}`);
};

/** For probes that are a condition: `true`, or undefined for «not yet». */
export const when = (condition: boolean): true | undefined => (condition ? true : undefined);

/** Looks for a time, in seconds, that a condition holds at every look. */
export const holdsFor = async (
  what: string,
  seconds: number,
  probe: () => Promise<boolean>,
  betweenMs = interval,
): Promise<void> => {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (!(await probe())) throw new Error(`${what} did not hold for ${seconds} s`);
    await pause(betweenMs);
  }
};
