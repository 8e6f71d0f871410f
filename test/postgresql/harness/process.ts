import { type ChildProcess, spawn } from 'node:child_process';
import { eventually } from './eventually';

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that goes on while the test does. */
export interface RunningProcess {
  readonly pid: number;
  /** Both streams so far, in the order in which they came. */
  readonly output: () => string;
  readonly waitForOutput: (pattern: RegExp | string) => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Kills it and all of its process group, as the end of a container would. */
  readonly killGroup: () => void;
  /** Exit code, or 128 and the number of the signal. */
  readonly exited: Promise<number>;
}

export type Variables = Readonly<Record<string, string>>;

const signalNumbers: Readonly<Record<string, number>> = { SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 };

/** Starts a command with exactly these environment variables. */
export const startProcess = (command: readonly string[], variables: Variables): RunningProcess => {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: variables, cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString('utf8');
  const exited = exitCode(child);
  const pid = child.pid ?? 0;
  let over = false;
  exited.then(
    () => (over = true),
    () => (over = true),
  );
  return {
    pid,
    output,
    exited,
    waitForOutput: (pattern) =>
      eventually(
        () => `${pattern} in the output:\n${output()}`,
        () => {
          const found = typeof pattern === 'string' ? output().includes(pattern) : pattern.test(output());
          if (!found && over) throw new Error(`ended without ${pattern}:\n${output()}`);
          return found;
        },
      ).then(() => undefined),
    signal: (signal) => void child.kill(signal),
    killGroup: () => {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    },
  };
};

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
