import { closeSync, constants, type Dirent, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';

/** Largest file that is read, in bytes. A ConfigMap holds 1 MiB, so nothing above it can be used. */
export const largestFileBytes = 4 * 1024 * 1024;

export const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** Sorted by name, code unit by code unit, as no locale may decide; undefined where there is no such directory. */
export const listDirectory = (path: string): Dirent[] | undefined => {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
};

/** Content of a regular file, 'oversized', or in words why it cannot be read. Does not follow links and does not wait at pipes. */
export const readRegular = (path: string): Buffer | string => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size } = fstatSync(descriptor);
    if (size > largestFileBytes) return 'oversized';
    const content = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) {
      read = readSync(descriptor, content, length, size - length, null);
    }
    return content.subarray(0, length);
  } catch (error) {
    return `the file cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};
