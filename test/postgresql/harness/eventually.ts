import { setTimeout as pause } from 'node:timers/promises';

/** Asks again, every 50 ms and for at most `seconds`, until the answer is neither undefined nor false; else fails with `what`. */
export const eventually = async <T>(
  what: string | (() => string),
  ask: () => T | Promise<T>,
  seconds = 60,
): Promise<Exclude<T, undefined | false>> => {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > deadline) {
      throw new Error(`did not come within ${seconds} s: ${typeof what === 'string' ? what : what()}`);
    }
    await pause(50);
  }
};
