import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from './checkout';
import { kubectl } from './kubectl';
import { run } from './process';

/** A file of argocd/, what an administrator applies to Argo CD itself. */
export const argocdFile = (file: string): string => join(checkout, 'argocd', file);

/** `argocd admin ARGUMENTS`: the command line of Argo CD, as `argocd` on the PATH. .ci/run builds it from the source of the controllers. */
export const argocdAdmin = (...args: readonly string[]): Promise<string> => run('argocd', ['admin', ...args]);

export interface Controller {
  /** What it said until now. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * The controller of notifications, on this machine, for the Applications of one namespace. It is the same program by another name, and takes
 * the namespace from the kubeconfig, whatever its option says.
 */
export const startNotifications = async (namespace: string): Promise<Controller> => {
  const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']));
  config.contexts[0].context.namespace = namespace;
  const folder = mkdtempSync(join(tmpdir(), 'pgfleet-notifications-'));
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const said: string[] = [];
  const child: ChildProcess = spawn('argocd', ['--metrics-port', '0', '--logformat', 'json'], {
    env: { ...process.env, ARGOCD_BINARY_NAME: 'argocd-notifications', KUBECONFIG: file },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(String(data)));
  child.once('error', (error) => said.push(String(error)));
  return {
    log: () => said.join(''),
    stop: async () => {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(kill);
      rmSync(folder, { recursive: true });
    },
  };
};
