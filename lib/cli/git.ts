import { type Problem, runForBytes } from './programs';

/** Why Git has no answer, in words for the user. */
export type GitProblem = Problem;

export const isGitProblem = (answer: object): answer is GitProblem => 'problem' in answer;

/** A file that is not the same in a commit and in the working directory. */
export interface ChangedFile {
  /** Relative to the root of the project. */
  readonly path: string;
  /** Name of its content in the commit; undefined: it does not exist there. */
  readonly before: string | undefined;
  /** It exists in the working directory. */
  readonly present: boolean;
}

/** Branches that pull requests go to, in the order in which they are looked for. */
const mainBranches = ['origin/main', 'main', 'origin/master', 'master'];

/** The commit to compare with. Without a reference: where this branch left the main one, as in a pull request. */
export const baseCommit = async (root: string, reference: string | undefined): Promise<string | GitProblem> => {
  if (reference !== undefined) return commitOf(root, reference);
  for (const branch of mainBranches) {
    const commit = await commitOf(root, branch);
    if (typeof commit !== 'string') continue;
    const base = await text(root, ['merge-base', commit, 'HEAD']);
    return typeof base === 'string'
      ? base.trim()
      : { problem: `this branch and ${branch} have no commit in common: name one with --base` };
  }
  const head = await commitOf(root, 'HEAD');
  return typeof head === 'string'
    ? head
    : { problem: `${head.problem}; name what to compare with by --base REF, or two directories by --from and --to` };
};

const commitOf = async (root: string, reference: string): Promise<string | GitProblem> => {
  // A word that begins with a hyphen would be an option.
  const answer = reference.startsWith('-')
    ? undefined
    : await text(root, ['rev-parse', '--verify', '--quiet', `${reference}^{commit}`]);
  if (typeof answer === 'string') return answer.trim();
  return answer?.problem.startsWith('git exited') === false
    ? answer
    : { problem: `Git knows no commit "${reference}" here` };
};

/** Every file below these directories that is not what it was in the commit, also those that Git does not track yet. */
export const changedFiles = async (
  root: string,
  commit: string,
  directories: readonly string[],
): Promise<readonly ChangedFile[] | GitProblem> => {
  const diff = await text(root, [
    'diff',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--relative',
    '-z',
    commit,
    '--',
    ...directories,
  ]);
  if (typeof diff !== 'string') return diff;
  const untracked = await text(root, ['ls-files', '--others', '--exclude-standard', '-z', '--', ...directories]);
  if (typeof untracked !== 'string') return untracked;
  const fields = diff.split('\0');
  const tracked: ChangedFile[] = [];
  // :MODE MODE OLD NEW STATUS, then the path. Source: git-diff, raw output format.
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , old = '', , status = ''] = (fields[at] ?? '').split(' ');
    const path = fields[at + 1] ?? '';
    tracked.push({ path, before: /^0+$/.test(old) ? undefined : old, present: status !== 'D' });
  }
  const known = new Set(tracked.map(({ path }) => path));
  const others = untracked.split('\0').filter((path) => path !== '' && !known.has(path));
  return [...tracked, ...others.map((path) => ({ path, before: undefined, present: true }))];
};

/** Names of the contents of all files below directories of a commit, by path relative to the root. */
export const filesOf = async (
  root: string,
  commit: string,
  directories: readonly string[],
): Promise<ReadonlyMap<string, string> | GitProblem> => {
  const answer = await text(root, ['ls-tree', '-r', '-z', commit, '--', ...directories]);
  if (typeof answer !== 'string') return answer;
  const files = new Map<string, string>();
  for (const line of answer.split('\0')) {
    const match = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) files.set(match[2], match[1]);
  }
  return files;
};

/** Contents by their names, in one process. */
export const contents = async (
  root: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Buffer> | GitProblem> => {
  const found = new Map<string, Buffer>();
  if (names.length === 0) return found;
  const answer = await git(root, ['cat-file', '--batch'], `${names.join('\n')}\n`);
  if ('problem' in answer) return answer;
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf(10, at);
    const [name = '', type, size] = answer.subarray(at, end).toString('latin1').split(' ');
    if (type !== 'blob')
      return { problem: `Git does not hold ${name}: is this a shallow clone? Fetch the base with its files` };
    found.set(name, answer.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return found;
};

const text = async (root: string, args: readonly string[]): Promise<string | GitProblem> => {
  const answer = await git(root, args, '');
  return 'problem' in answer ? answer : answer.toString('utf8');
};

/** A history of years on a slow disk; and one that never answers must not hold a pipeline. In seconds. */
const patienceSeconds = 300;

/** `git ARGS` in the project. Nothing here writes: neither the index nor a reference. */
const git = async (root: string, args: readonly string[], input: string): Promise<Buffer | GitProblem> => {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  const ended = await runForBytes('git', args, { directory: root, env, input, seconds: patienceSeconds });
  if ('problem' in ended) return ended;
  if (ended.code === 0) return ended.stdout;
  const words = ended.stderr.trim().split('\n').at(-1) ?? '';
  return { problem: words === '' ? `git exited with ${ended.code}` : words.replace(/^fatal: /, 'git: ') };
};

/**
 * Files below a folder of the project whose present content git does not have: they cannot be brought back once they are gone. undefined:
 * there is no git here, and so it has none of them.
 */
export const uncommitted = async (root: string, folder: string): Promise<readonly string[] | undefined> => {
  const answer = await text(root, ['status', '--porcelain', '-z', '--untracked-files=all', '--ignored', '--', folder]);
  return typeof answer === 'string' ? withoutCommit(answer) : undefined;
};

/** Two letters (index and working tree), a space and a name; of a renamed file the old name follows. Source: git status, porcelain format. */
const withoutCommit = (status: string): readonly string[] => {
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
