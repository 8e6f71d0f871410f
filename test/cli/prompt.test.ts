import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, removeProjects, values } from './project';

afterAll(removeProjects);

const program = join(__dirname, '..', '..', 'bin', 'pgfleet.js');

/** Runs the program on a terminal, at which somebody types these lines. What is seen is stdout and stderr together. */
const typed = (
  project: Project,
  args: string,
  ...lines: readonly string[]
): { readonly code: number | null; readonly seen: string } => {
  const { status, stdout } = spawnSync('script', ['-qec', `'${process.execPath}' '${program}' ${args}`, '/dev/null'], {
    cwd: project.root,
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { code: status, seen: stdout.replaceAll('\r', '') };
};
const made = (project: Project, id: string): boolean => existsSync(join(project.root, 'environments', id));

test('on a terminal new asks for what is missing, and prints the command that repeats it', () => {
  const project = makeProject({});
  const { code, seen } = typed(project, 'new', 'mine', '', 'development', 'team-x', 'shop', 'My own');
  expect(code).toBe(0);
  const [, line = ''] = /The same without questions: pgfleet (.*)/.exec(seen) ?? [];
  expect(line).toBe("new mine --profile development --owner team-x --database shop --description 'My own'");
  const text = project.read('environments/mine/values.yaml');
  project.remove('environments/mine');
  spawnSync('sh', ['-c', `'${process.execPath}' '${program}' ${line}`], { cwd: project.root });
  expect(project.read('environments/mine/values.yaml')).toBe(text);
});

test('on a terminal delete asks for the name, and any other answer keeps all', () => {
  const project = makeProject({ dev: values('shop') });
  const wrong = typed(project, 'delete dev', 'deV');
  expect(wrong).toMatchObject({ code: 2, seen: expect.stringContaining('another name: nothing was deleted') });
  expect(made(project, 'dev')).toBe(true);
  const right = typed(project, 'delete dev', 'dev');
  expect(right).toMatchObject({ code: 0, seen: expect.stringContaining('Type dev to delete it: ') });
  expect(made(project, 'dev')).toBe(false);
});

test('a conversation that ends early makes nothing', () => {
  const project = makeProject({});
  expect(typed(project, 'new', 'mine', '')).toMatchObject({ code: 2, seen: expect.stringContaining('missing: ') });
  expect(made(project, 'mine')).toBe(false);
});
