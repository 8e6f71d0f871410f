import { execFileSync } from 'node:child_process';
import { uncommitted } from '../../lib/cli/git';
import { makeProject, type Project, removeProjects } from './project';

afterAll(removeProjects);

const git = (project: Project, ...args: readonly string[]): unknown =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.example', ...args], { cwd: project.root });

const folder = 'environments/dev';
const committed = (): Project => {
  const project = makeProject({ dev: 'owner: a\n', qa: 'owner: a\n' });
  project.write('.gitignore', '*.ignored\n');
  git(project, 'init', '--quiet');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message', 'all');
  return project;
};

const cases: readonly (readonly [string, (project: Project) => void, readonly string[]])[] = [
  ['nothing', () => undefined, []],
  ['a changed file', (project) => project.write(`${folder}/values.yaml`, 'owner: b\n'), ['values.yaml']],
  ['a new file', (project) => project.write(`${folder}/sql/a "b".sql`, 'x'), ['sql/a "b".sql']],
  ['an ignored file', (project) => project.write(`${folder}/a.ignored`, 'x'), ['a.ignored']],
  [
    'a file that is added, and not committed',
    (project) => {
      project.write(`${folder}/a.sql`, 'x');
      git(project, 'add', '--all');
    },
    ['a.sql'],
  ],
  [
    'a file that has a new name',
    (project) => git(project, 'mv', `${folder}/values.yaml`, `${folder}/b.yaml`),
    ['b.yaml'],
  ],
  ['a file that is gone already', (project) => project.remove(`${folder}/values.yaml`), []],
  ['a change elsewhere', (project) => project.write('environments/qa/values.yaml', 'owner: b\n'), []],
];

test.each(cases)('%s', async (_, change, files) => {
  const project = committed();
  change(project);
  expect(await uncommitted(project.root, folder)).toEqual(files.map((file) => `${folder}/${file}`));
});

test('where there is no repository nothing is known', async () => {
  expect(await uncommitted(makeProject({ dev: 'owner: a\n' }).root, folder)).toBeUndefined();
});
