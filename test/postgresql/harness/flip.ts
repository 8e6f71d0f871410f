import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Changes one byte of a file, as a disk does that rots. */
export const flip = (path: string, offset: number): void => {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 0xff]), 0, 1, offset);
  closeSync(file);
};
