import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { kill, pid } from 'node:process';

/**
 * One writer at a time, without flock, which Node does not have. Each process announces itself by a file whose name no other process
 * ever has (pid, start time, host), then lists the directory: two that announce at once see each other, and both step back. A dead
 * process's file may be deleted by anybody at any moment, since its name never comes back: taking over needs no second lock.
 * Not for NFS with cached directories. A file of another host or container cannot be judged, so it counts as alive.
 */
export interface Lock {
  /** Clock of the file system when the lock was taken, in milliseconds. */
  readonly clockMs: number;
  readonly release: () => void;
}

/** What holds the lock: the name of the file to look at, and to delete if nothing runs. */
export interface Busy {
  readonly heldBy: string;
}

const prefix = '.pgfleet-lock.';

/** Waits at most `waitMs`. Throws the errors of the file system. */
export const takeLock = (directory: string, waitMs: number): Lock | Busy => {
  const name = `${prefix}${pid}.${startOf(pid) ?? '0'}.${host()}`;
  const path = join(directory, name);
  for (let waited = 0, attempt = 0; ; attempt++) {
    let heldBy = firstAlive(directory);
    if (heldBy === undefined) {
      const clockMs = announce(path);
      heldBy = firstAlive(directory, name);
      if (heldBy === undefined) return { clockMs, release: () => rmSync(path, { force: true }) };
      rmSync(path, { force: true });
    }
    if (waited >= waitMs) return { heldBy };
    // Of different length in different processes, so that two that step back together do not meet again.
    const pause = 5 + ((pid * 7 + attempt * 13) % 23);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    waited += pause;
  }
};

const announce = (path: string): number => {
  const file = openSync(path, 'wx');
  try {
    return fstatSync(file).mtimeMs;
  } finally {
    closeSync(file);
  }
};

/** Name of the lock of a process that lives; deletes those of dead ones on the way. */
const firstAlive = (directory: string, except?: string): string | undefined => {
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(prefix) || name === except) continue;
    if (alive(name)) return name;
    rmSync(join(directory, name), { force: true });
  }
  return undefined;
};

const alive = (name: string): boolean => {
  const [number, start, where] = name.slice(prefix.length).split('.');
  if (where !== host()) return true;
  const id = Number(number);
  try {
    kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(id);
  return start === '0' || now === undefined || now === start;
};

/** Start of a process, the same for its whole life and for no other of that number; undefined where there is no /proc. */
const startOf = (id: number): string | undefined => {
  const stat = read(`/proc/${id}/stat`);
  const boot = read('/proc/sys/kernel/random/boot_id');
  if (stat === undefined || boot === undefined) return undefined;
  // proc(5): the name in parentheses may hold anything; after it state is the 3rd field and starttime the 22nd.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : `${fields[19]}-${boot.slice(0, 8)}`;
};

/** This machine and, in a container, its own numbering of processes. */
const host = (): string => {
  let processes = '';
  try {
    processes = readlinkSync('/proc/self/ns/pid');
  } catch {}
  return createHash('sha1').update(`${hostname()} ${processes}`).digest('hex').slice(0, 8);
};

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
