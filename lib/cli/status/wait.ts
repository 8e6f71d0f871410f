import { setTimeout as pause } from 'node:timers/promises';
import { harmless, print, say } from '../terminal';
import { failures, type Line, linesText } from './line';

/** Between two looks, in milliseconds. */
const interval = 3000;

/** Looks until nothing is failed, or the time is over. */
export const lookUntilWell = async (
  once: () => Promise<readonly Line[]>,
  seconds: number,
): Promise<readonly Line[]> => {
  const end = Date.now() + seconds * 1000;
  let told = '';
  for (;;) {
    const lines = await once();
    const missing = [...new Set(failures(lines).map(({ name }) => name))].join(', ');
    if (missing === '' || Date.now() + interval > end) return lines;
    if (missing !== told) say(`waiting for ${missing}`);
    told = missing;
    await pause(interval);
  }
};

/** `about`: what stands beside the lines in JSON. */
export const show = (about: object, lines: readonly Line[], json: boolean): void =>
  print(json ? JSON.stringify({ schemaVersion: 1, ...about, lines }, undefined, 2) : harmless(linesText(lines)));
