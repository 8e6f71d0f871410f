import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Measurement {
  /** Wall time of the whole process, in milliseconds. */
  readonly milliseconds: number;
  /** Peak resident memory in bytes; 0 where the program is not Node. */
  readonly peakBytes: number;
}

const peakFile = join(tmpdir(), `pgfleet-bench-peak-${process.pid}`);

/** Runs a program as a user does and waits for its end. Throws with what it printed when it fails. */
export const measure = (command: readonly string[], cwd: string): Measurement => {
  const [program = '', ...args] = command;
  rmSync(peakFile, { force: true });
  const environment = {
    ...process.env,
    NODE_OPTIONS: `--require ${join(__dirname, 'peak-memory.js')}`,
    BENCH_PEAK_FILE: peakFile,
  };
  const begin = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env: environment, maxBuffer: 2 ** 31 });
  const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0) throw new Error(`${command.join(' ')}: ${status} ${error?.message ?? ''}\n${stdout}${stderr}`);
  return { milliseconds, peakBytes: peak() };
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

const peak = (): number => {
  try {
    return Number(readFileSync(peakFile, 'utf8'));
  } catch {
    return 0;
  } finally {
    rmSync(peakFile, { force: true });
  }
};
