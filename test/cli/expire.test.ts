import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { makeProject, type Project, removeProjects, values } from './project';

afterAll(removeProjects);

const checkout = join(__dirname, '..', '..');
const git = (project: Project, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.example', ...args], {
    cwd: project.root,
    encoding: 'utf8',
  });
const until = (date: string, policy: string): string =>
  `${values('shop')}deletionPolicy: ${policy}\nexpiresOn: ${date}\n`;

const committed = (environments: Readonly<Record<string, string>>): Project => {
  const project = makeProject(environments);
  expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
  project.write('.gitignore', '.cache/\nbody.md\n');
  git(project, 'init', '--quiet');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message', 'all');
  return project;
};
const expire = (project: Project, environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(join(checkout, '.github', 'scripts', 'expire.sh'), [join(project.root, 'body.md')], {
    cwd: project.root,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });

test('what is over and may go goes in one commit, with the words of pgfleet delete', () => {
  const project = committed({
    'feature-1': until('2020-01-31', 'Delete'),
    'feature-2': until('2999-01-31', 'Delete'),
    old: until('2020-01-31', 'Retain'),
  });
  const run = expire(project);
  expect(run).toMatchObject({ status: 0, stderr: expect.stringContaining('deletionPolicy is Retain (pgfleet delete') });
  expect(git(project, 'show', '--name-status', '--format=%s').replace(/\nD\tdist\/feature-1\/.*/g, '')).toBe(
    'environments: the end of feature-1 is over\n\nD\tenvironments/feature-1/values.yaml\n',
  );
  expect(existsSync(join(project.root, 'dist', 'feature-1'))).toBe(false);
  expect(git(project, 'status', '--porcelain')).toBe('');
  const body = project.read('body.md');
  expect(body).toContain('### feature-1\n\nUntil 2020-01-31, owner team-shop.\n');
  expect(body).toContain('there is no backup: what is not copied before the merge is lost');
});

test('on the same commit the same deletions are the same commit another day, so that reviews stay', () => {
  const project = committed({ 'feature-1': until('2020-01-31', 'Delete'), dev: values('shop') });
  const [first, second] = ['2021', '2022'].map((year) => {
    expect(expire(project, { GIT_AUTHOR_DATE: `${year}-01-01T00:00:00Z` })).toMatchObject({ status: 0 });
    const made = git(project, 'rev-parse', 'HEAD');
    git(project, 'reset', '--quiet', '--hard', 'HEAD~1');
    return made;
  });
  expect(second).toBe(first);
  expect(second).not.toBe(git(project, 'rev-parse', 'HEAD'));
});

test('where nothing is over there is no commit', () => {
  const project = committed({ dev: values('shop') });
  expect(expire(project)).toMatchObject({ status: 0 });
  expect(git(project, 'rev-list', '--count', 'HEAD').trim()).toBe('1');
  expect(existsSync(join(project.root, 'body.md'))).toBe(false);
});

test('the workflow has no right of its own but to read', () => {
  const workflow = parse(readFileSync(join(checkout, '.github', 'workflows', 'expire.yml'), 'utf8'));
  expect(workflow.permissions).toEqual({});
  expect(workflow.jobs.expire.permissions).toEqual({ contents: 'read' });
});
