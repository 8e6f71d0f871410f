import type { Problem } from './kubectl';

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

/** `90`, `90s`, `5m`, `1h` in seconds. `option`: its name, for the words. */
export const durationSeconds = (option: string, text: string): number | Problem => {
  const [, number, unit = ''] = /^([1-9][0-9]{0,5})([smh]?)$/.exec(text) ?? [];
  return number === undefined
    ? { problem: `${option} must be a time like 90s, 5m or 1h` }
    : Number(number) * (units[unit] ?? 1);
};
