import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process';

/** A Git repository on this machine, which Argo CD reads as file:///its/path. Commits depend on no configuration of the machine. */
const git = (root: string, ...args: readonly string[]): Promise<string> =>
  run('git', ['-c', 'user.name=pgfleet', '-c', 'user.email=pgfleet@example.com', ...args], { cwd: root });

export const repositoryUrl = (root: string): string => `file://${root}`;

export const initRepository = async (root: string): Promise<void> => {
  await git(root, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(root, '.gitignore'), '/.cache/\n');
};

/** Hash of the newest commit. */
export const head = async (root: string): Promise<string> => (await git(root, 'rev-parse', 'HEAD')).trim();

/** Commits everything as it lies there; the hash. */
export const commit = async (root: string, message: string): Promise<string> => {
  await git(root, 'add', '--all');
  await git(root, 'commit', '--quiet', '-m', message);
  return head(root);
};

/** Reverts the newest commit, as the button of a forge does; the hash of the new one. */
export const revertLast = async (root: string): Promise<string> => {
  await git(root, 'revert', '--no-edit', 'HEAD');
  return head(root);
};

/** Files or directories as they were at a commit. */
export const restore = async (root: string, revision: string, ...paths: readonly string[]): Promise<void> => {
  await git(root, 'checkout', revision, '--', ...paths);
};
