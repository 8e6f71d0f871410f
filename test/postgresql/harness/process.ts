import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { eventually } from './eventually';

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that goes on while the test does. */
export interface RunningProcess {
  /** Both streams so far, in the order in which they came. */
  readonly output: () => string;
  readonly waitForOutput: (pattern: RegExp | string) => Promise<void>;
  /** Process 1, by its number outside of its namespace. */
  readonly pid: () => Promise<number>;
  readonly signal: (signal: NodeJS.Signals) => Promise<void>;
  /** Kills it and everything it started, as the end of a container does. */
  readonly kill: () => void;
  /** Exit code, or 128 and the number of the signal. */
  readonly exited: Promise<number>;
}

export type Variables = Readonly<Record<string, string>>;

const signalNumbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 };

/**
 * Starts a command with exactly these environment variables, as process 1 of a process namespace of its own, as a container engine does:
 * when it ends, everything it started ends too.
 */
export const startProcess = (command: readonly string[], variables: Variables): RunningProcess => {
  const child = spawn('unshare', ['--pid', '--fork', '--', ...command], {
    env: variables,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString('utf8');
  const exited = exitCode(child);
  let over = false;
  const end = () => {
    over = true;
  };
  exited.then(end, end);
  return {
    output,
    exited,
    waitForOutput: async (pattern) => {
      const found = () => (typeof pattern === 'string' ? output().includes(pattern) : pattern.test(output()));
      await eventually(
        () => `${pattern} in the output:\n${output()}`,
        () => {
          if (!found() && over) throw new Error(`ended without ${pattern}:\n${output()}`);
          return found();
        },
      );
    },
    pid: () => onlyChild(child.pid ?? 0),
    signal: async (signal) => void process.kill(await onlyChild(child.pid ?? 0), signal),
    kill: () => {
      // Not by way of unshare: a process that changed its user no longer dies with its parent.
      const target = over ? undefined : firstChild(child.pid ?? 0);
      if (target === undefined) child.kill('SIGKILL');
      else killIfThere(target);
    },
  };
};

/** A process may end between the look and the deed. */
const killIfThere = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const firstChild = (pid: number): number | undefined => {
  try {
    const [first = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return first === '' ? undefined : Number(first);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
    return undefined; // it has ended
  }
};

const onlyChild = (pid: number): Promise<number> => eventually(`a child of process ${pid}`, () => firstChild(pid));

/** Runs a command to its end. */
export const runProcess = async (
  command: readonly string[],
  variables: Variables,
  input: string | undefined = undefined,
): Promise<Result> => {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: variables,
    cwd: '/',
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin?.end(input);
  const code = await exitCode(child);
  return { code, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') };
};

const exitCode = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ''] ?? 0)));
  });
