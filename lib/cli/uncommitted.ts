import { execFileSync } from 'node:child_process';

/**
 * Files below a folder of the project whose present content git does not have: they cannot be brought back once they are gone. undefined:
 * there is no git here, and so it has none of them.
 */
export const uncommitted = (root: string, folder: string): readonly string[] | undefined => {
  try {
    return filesIn(
      execFileSync(
        'git',
        ['-C', root, 'status', '--porcelain', '-z', '--untracked-files=all', '--ignored', '--', folder],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 },
      ),
    );
  } catch {
    return undefined;
  }
};

/** Two letters (index and working tree), a space and a name; of a renamed file the old name follows. Source: git status, porcelain format. */
const filesIn = (status: string): readonly string[] => {
  const files: string[] = [];
  const entries = status.split('\0').values();
  for (const entry of entries) {
    if (entry === '') continue;
    const state = entry.slice(0, 2);
    if (/[RC]/.test(state)) entries.next();
    // Gone already, and in the last commit.
    if (!/^(D | D|DD)$/.test(state)) files.push(entry.slice(3));
  }
  return files;
};
