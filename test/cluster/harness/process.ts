import { execFile } from 'node:child_process';

export interface Outcome {
  /** Exit code; -1 when the program was ended by a signal, as at its timeout. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for stdin; it is closed in any case. */
  readonly input?: string;
  readonly timeoutSeconds?: number;
}

/** Runs a program without a shell and says how it ended; never rejects. */
export const attempt = (program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = execFile(
      program,
      [...args],
      {
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        timeout: (options.timeoutSeconds ?? 60) * 1000,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        encoding: 'utf8',
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr: code === -1 ? `${stderr}${error?.message ?? ''}` : stderr });
      },
    );
    // A program that ends without reading its input closes the pipe: its exit code tells more than EPIPE.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });

/** Runs a program that must succeed; the error shows the command and all it printed. */
export const run = async (program: string, args: readonly string[], options: RunOptions = {}): Promise<string> => {
  const outcome = await attempt(program, args, options);
  if (outcome.code !== 0)
    throw new Error(`${program} ${args.join(' ')}\nexit code ${outcome.code}\n${outcome.stdout}${outcome.stderr}`);
  return outcome.stdout;
};
