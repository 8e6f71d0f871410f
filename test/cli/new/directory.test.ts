import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeDirectory, writeDirectory } from '../../../lib/cli/new/directory';
import { makeProject, removeProjects } from '../project';

afterAll(removeProjects);

test('an environment that cannot be written whole is not written at all', () => {
  const { root } = makeProject({ dev: 'owner: a\n' });
  const files = ['values.yaml', 'a', 'a/b'].map((path) => ({ path, content: 'x' }));
  expect(() => writeDirectory(root, 'qa', files)).toThrow();
  expect(readdirSync(join(root, 'environments')).sort()).toEqual(['defaults.yaml', 'dev']);
});

test('an environment that came meanwhile stays as it is', () => {
  const project = makeProject({ dev: 'owner: a\n' });
  expect(() => writeDirectory(project.root, 'dev', [{ path: 'values.yaml', content: 'x' }])).toThrow('ENOTEMPTY');
  expect(project.read('environments/dev/values.yaml')).toBe('owner: a\n');
  expect(readdirSync(join(project.root, 'environments')).sort()).toEqual(['defaults.yaml', 'dev']);
});

test('an environment goes with everything in it', () => {
  const project = makeProject({ dev: 'owner: a\n' });
  project.write('environments/dev/manifests/a.yaml', 'x');
  project.write('environments/dev/.hidden', 'x');
  removeDirectory(project.root, 'dev');
  expect(readdirSync(join(project.root, 'environments'))).toEqual(['defaults.yaml']);
});
