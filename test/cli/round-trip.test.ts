import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { environmentNameFault } from '../../lib/config/environment-names';
import { makeProject, type Project, removeProjects } from './project';

afterAll(removeProjects);

const checkout = join(__dirname, '..', '..');
const samples = readdirSync(join(checkout, 'environments'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const git = (project: Project, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.example', ...args], {
    cwd: project.root,
    encoding: 'utf8',
  });

/** The samples and what they give, committed. */
const sampleProject = (): Project => {
  const project = makeProject({});
  for (const folder of ['environments', 'dist'])
    cpSync(join(checkout, folder), join(project.root, folder), { recursive: true, preserveTimestamps: true });
  project.write('.gitignore', '.cache/\n');
  git(project, 'init', '--quiet');
  git(project, 'add', '--all');
  git(project, 'commit', '--quiet', '--message', 'samples');
  return project;
};

const name = fc
  .stringMatching(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/)
  .filter((text) => environmentNameFault(text) === undefined && !samples.includes(text));
const names = fc.uniqueArray(name, { minLength: samples.length, maxLength: samples.length });

const comments = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|\s)(#.*)$/gm)].map(([, words]) => words ?? '');

test('new from every sample, synth, delete, synth: git has nothing to say, under whatever names (property)', () => {
  fc.assert(
    fc.property(names, (ids) => {
      const project = sampleProject();
      samples.forEach((sample, index) => {
        const id = ids[index] ?? '';
        expect(project.pgfleet(['new', id, '--from', sample])).toMatchObject({ code: 0 });
        const [before, after] = [sample, id].map((one) => project.read(`environments/${one}/values.yaml`));
        expect(comments(after ?? '')).toEqual(comments(before ?? ''));
      });
      expect(project.pgfleet(['synth'])).toMatchObject({ code: 0 });
      expect(git(project, 'status', '--porcelain', '--', 'dist').length).toBeGreaterThan(0);
      for (const id of ids)
        expect(project.pgfleet(['delete', id, '--yes', id, '--uncommitted'])).toMatchObject({ code: 0 });
      expect(project.pgfleet(['synth', '--prune'])).toMatchObject({ code: 0 });
      expect(git(project, 'status', '--porcelain')).toBe('');
    }),
    { numRuns: 1 },
  );
}, 300_000);
