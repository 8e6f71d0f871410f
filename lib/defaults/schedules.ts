import { createHash } from 'node:crypto';

/** H and H(a-b) as a number that the name of the environment decides. */
export const resolveH = (id: string, job: string, schedule: string): string =>
  schedule
    .trim()
    .split(/\s+/)
    .map((field, index) =>
      field.replace(/H(?:\(([0-9]+)-([0-9]+)\))?/g, (_, from, to) => {
        const [low, high] = from === undefined ? (ranges[index] ?? [0, 0]) : [Number(from), Number(to)];
        const number = createHash('sha256').update(`${id}\n${job}\n${index}`).digest().readUInt32BE(0);
        return String(low + (number % (high - low + 1)));
      }),
    )
    .join(' ');

const ranges: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 28],
  [1, 12],
  [0, 6],
];
