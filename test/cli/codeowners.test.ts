import { makeProject, type Project, removeProjects, values } from './project';

afterAll(removeProjects);

const file = '.github/CODEOWNERS';

const owned = (): Project => {
  const project = makeProject({ orders: values('orders'), shop: values('shop') });
  project.write(
    'environments/defaults.yaml',
    'images: {postgres: "registry.example/pgfleet-postgres:17"}\ncodeowners: {prefix: "@example/"}\n',
  );
  return project;
};

test('synth keeps CODEOWNERS, and --check holds to it', () => {
  const project = owned();
  expect(project.pgfleet(['synth']).stderr).toContain('.github/CODEOWNERS is written');
  expect(project.read(file)).toMatch(/^\/dist\/shop\/ @example\/team-shop$/m);
  expect(project.pgfleet(['synth', '--check']).code).toBe(0);

  const before = project.read(file);
  project.write(file, before.replaceAll('team-shop', 'somebody'));
  const { code, stderr } = project.pgfleet(['synth', '--check']);
  expect({ code, said: /CODEOWNERS is stale: run "npm run synth"/.test(stderr) }).toEqual({ code: 1, said: true });
  project.pgfleet(['synth']);
  expect(project.read(file)).toBe(before);
});

test('a run about some environments leaves it alone', () => {
  const project = owned();
  expect(project.pgfleet(['synth', 'shop']).code).toBe(0);
  expect(() => project.read(file)).toThrow('ENOENT');
});

test('where nobody asks for it, it is not touched', () => {
  const project = makeProject({ shop: values('shop') });
  expect(project.pgfleet(['synth']).stderr).not.toContain('CODEOWNERS');
  expect(() => project.read(file)).toThrow('ENOENT');
});

test('one that cannot be read stops the run before anything is written', () => {
  const project = owned();
  project.write('.github', 'a file where a folder should be');
  const { code, stderr } = project.pgfleet(['synth']);
  expect(code).toBe(3);
  expect(stderr).toMatch(/\.github\/CODEOWNERS.*it is not a directory.*it was not read/);
  expect(() => project.dist()).toThrow('ENOENT');
});
