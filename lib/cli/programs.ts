import { type ChildProcess, spawn } from 'node:child_process';
import { exitCode } from './exit-codes';

/** Why a program could not be started, in words for the user. */
export interface Problem {
  readonly problem: string;
}

export interface Ended {
  /** null: it was ended by a signal, as at its bound. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

interface How {
  /** Bound, in seconds. */
  readonly seconds: number;
  readonly input?: string;
  /** The whole environment of the program; when absent, ours. */
  readonly env?: Variables;
  /** Where it runs; when absent, where we are. */
  readonly directory?: string;
}

/** Runs a program to its end, without a shell in between. */
export const runToEnd = async (program: string, args: readonly string[], how: How): Promise<Ended | Problem> => {
  const ended = await runForBytes(program, args, how);
  return 'problem' in ended ? ended : { ...ended, stdout: ended.stdout.toString('utf8') };
};

/** The same for a program that does not print text. */
export const runForBytes = (
  program: string,
  args: readonly string[],
  { seconds, input = '', env = process.env, directory }: How,
): Promise<(Omit<Ended, 'stdout'> & { readonly stdout: Buffer }) | Problem> =>
  new Promise((resolve) => {
    const child = spawn(program, [...args], { stdio: 'pipe', env, cwd: directory });
    const chunks: { readonly stdout: Buffer[]; readonly stderr: Buffer[] } = { stdout: [], stderr: [] };
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    const end = (result: Parameters<typeof resolve>[0]): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => end(notStarted(program, error)));
    child.on('close', (code) => end({ code, stdout: Buffer.concat(chunks.stdout), stderr: textOf(chunks.stderr) }));
    // A program that ends without reading its input closes the pipe: what it printed tells more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });

/**
 * Gives the terminal to a program until it ends; its exit code. A key that interrupts goes to both of us, and the program decides what it
 * means. `show`: what becomes of its output on the way to ours; when absent, it has our output itself.
 */
export const passThrough = (
  program: string,
  args: readonly string[],
  { env = process.env, show }: { readonly env?: Variables; readonly show?: (text: string) => string } = {},
): Promise<number | Problem> =>
  new Promise((resolve) => {
    const child = spawn(program, [...args], {
      stdio: ['inherit', show === undefined ? 'inherit' : 'pipe', 'inherit'],
      env,
    });
    const wait = (): void => undefined;
    process.on('SIGINT', wait);
    givenAway += 1;
    const end = (result: number | Problem): void => {
      process.off('SIGINT', wait);
      givenAway -= 1;
      resolve(result);
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => process.stdout.write(show?.(text) ?? text));
    child.on('error', (error: NodeJS.ErrnoException) => end(notStarted(program, error)));
    // A log that is followed ends by the key of the user.
    child.on('close', (code, signal) => end(code ?? (signal === 'SIGINT' ? exitCode.fine : exitCode.differs)));
  });

/** Programs that have the terminal now. */
let givenAway = 0;

export interface Running {
  /** What its output matched. */
  readonly match: RegExpExecArray;
  readonly stop: () => Promise<void>;
}

/** Starts a program that runs until it is stopped, and waits until it has printed what is looked for. */
export const startUntil = (
  program: string,
  args: readonly string[],
  pattern: RegExp,
  seconds: number,
): Promise<Running | Ended | Problem> =>
  new Promise((resolve) => {
    // A group of its own: a key that interrupts another program on this terminal does not end it.
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    const closed = new Promise<void>((done) => child.on('close', () => done()));
    const end = (result: Running | Ended | Problem): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const match = pattern.exec(stdout);
      if (match !== null) end({ match, stop: () => stopped(child, closed) });
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => end(notStarted(program, error)));
    const release = endWithUs(child);
    child.on('close', (code) => {
      release();
      end({ code, stdout, stderr });
    });
  });

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A group of its own hears no signal of the terminal: nothing may stay behind, however we end. */
const endWithUs = (child: ChildProcess): (() => void) => {
  const kill = (): boolean => child.kill('SIGTERM');
  const leave = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || givenAway === 0) process.exit(exitCode.differs);
  };
  process.on('exit', kill);
  for (const signal of signals) process.on(signal, leave);
  return () => {
    process.off('exit', kill);
    for (const signal of signals) process.off(signal, leave);
  };
};

const stopped = (child: ChildProcess, closed: Promise<void>): Promise<void> => {
  child.kill('SIGTERM');
  return closed;
};

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');

const notStarted = (program: string, error: NodeJS.ErrnoException): Problem => ({
  problem:
    error.code === 'ENOENT'
      ? `there is no ${program} on the PATH: install it`
      : `${program} cannot be run: ${error.message}`,
});
