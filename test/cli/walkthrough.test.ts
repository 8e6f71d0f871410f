import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeProject, removeProjects } from './project';

const checkout = join(__dirname, '..', '..');
const page = join(checkout, 'docs', 'walkthrough.md');
const bin = mkdtempSync(join(tmpdir(), 'pgfleet-bin-'));
writeFileSync(
  join(bin, 'pgfleet'),
  `#!/bin/sh\nexec '${process.execPath}' '${join(checkout, 'bin', 'pgfleet.js')}' "$@"\n`,
);
chmodSync(join(bin, 'pgfleet'), 0o755);
afterAll(removeProjects);
afterAll(() => rmSync(bin, { recursive: true }));

/** Types every command of the page, in its order, and puts below each what is seen. */
const replay = (text: string): string => {
  const project = makeProject({});
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const env = {
    ...inherited,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    ...{
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@a.example',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@a.example',
    },
  };
  const type = (command: string): string => {
    const { stdout } = spawnSync('bash', ['-c', `exec 2>&1; ${command}`], { cwd: project.root, env, encoding: 'utf8' });
    // Progress is said on a slow machine only.
    return stdout.replace(/^(checking|rendering): \d+ of \d+\n/gm, '').trimEnd();
  };
  project.write('.gitignore', '.cache/\n');
  type('git init --quiet');
  return text.replace(/```console\n([\s\S]*?)```/g, (_block, content: string) => {
    const commands = content.split('\n').filter((line) => line.startsWith('$ '));
    const seen = commands.map((line) => [line, type(line.slice(2))].filter((part) => part !== '').join('\n'));
    return `\`\`\`console\n${seen.join('\n')}\n\`\`\``;
  });
};

/** How long something took is not compared. */
const untimed = (text: string): string => text.replace(/in \d+\.\d\d s$/gm, 'in 0.00 s');

test('what docs/walkthrough.md shows is what is seen', () => {
  const text = readFileSync(page, 'utf8');
  expect(text.match(/^\$ /gm)?.length).toBeGreaterThan(15);
  const seen = replay(text);
  // To record the page anew: look at what git diff says of it.
  if (process.env.PGFLEET_RECORD === '1') writeFileSync(page, seen);
  else expect(untimed(seen)).toBe(untimed(text));
}, 300_000);
