import { tryKubectl } from './kubectl';
import type { TestEnvironment } from './project';
import { shell } from './psql';

/** A checkpoint that does not end holds every backup at its beginning, with its lock taken: in the hands of a test, not of chance. */
const signalCheckpointer = async (environment: TestEnvironment, signal: 'STOP' | 'CONT'): Promise<void> => {
  const script = `for process in /proc/[0-9]*; do
      if tr '\\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q '^postgres: .*checkpointer'; then
        kill -${signal} "\${process#/proc/}" && exit 0
      fi
    done; exit 1`;
  const { code, stderr } = await shell(environment, script);
  if (code !== 0) throw new Error(`no checkpointer to ${signal}: ${stderr}`);
};

export const holdBackups = (environment: TestEnvironment): Promise<void> => signalCheckpointer(environment, 'STOP');
export const releaseBackups = (environment: TestEnvironment): Promise<void> => signalCheckpointer(environment, 'CONT');

/**
 * Kills pgBackRest in the Pod of a Job, as the kernel does when memory runs out, at the moment when it has begun to copy: then its local
 * processes are there. Resolves when that is done, or when the container has ended without it.
 */
export const killWhileCopying = async ({ namespace }: TestEnvironment, pod: string): Promise<void> => {
  const script = `echo watching
    for try in {1..2400}; do
      for process in /proc/[0-9]*; do
        if tr '\\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q 'pgbackrest .*backup:[l]ocal'; then
          kill -KILL "$(sed -n 's/^PPid:[[:space:]]*//p' "$process/status")" && echo killed && exit 0
        fi
      done
      sleep 0.05
    done; exit 1`;
  const { code, stdout, stderr } = await tryKubectl(['exec', pod, '-n', namespace, '--', 'bash', '-c', script], {
    timeoutSeconds: 180,
  });
  if (code !== 0) throw new Error(`nothing was killed in ${pod}: ${stdout}${stderr}`);
};
