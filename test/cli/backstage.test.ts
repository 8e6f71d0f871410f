import { makeProject, type Project, removeProjects, values } from './project';

afterAll(removeProjects);

const template = 'backstage/create-database/template.yaml';
const portal = (block = '{owner: platform, projectSlug: example/databases}'): Project => {
  const project = makeProject({ shop: values('shop') });
  project.write('environments/defaults.yaml', `backstage: ${block}\n`);
  return project;
};

test('writes the templates of this repository, and --check holds to them', () => {
  const project = portal();
  expect(project.pgfleet(['backstage', '--check'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(template),
  });
  expect(() => project.read(template)).toThrow('ENOENT');
  expect(project.pgfleet(['backstage'])).toMatchObject({ code: 0, stderr: '10 files written\n' });
  expect(project.read(template)).toContain('owner: group:default/platform');
  expect(project.pgfleet(['backstage', '--check'])).toMatchObject({ code: 0, stdout: '' });

  project.write('environments/defaults.yaml', 'backstage: {owner: databases}\n');
  expect(JSON.parse(project.pgfleet(['backstage', '-o', 'json']).stdout).files).toContain(template);
  expect(project.read(template)).toContain('owner: group:default/databases');
});

test('a file that a person made stays', () => {
  const project = portal();
  project.write('catalog-info.yaml', 'kind: Component\n');
  expect(project.pgfleet(['backstage']).stderr).toContain('catalog-info.yaml stays: ');
  expect(project.read('catalog-info.yaml')).toBe('kind: Component\n');
  expect(project.pgfleet(['backstage', '--check']).code).toBe(0);
});

test('asks for the repository where it is not known', () => {
  const project = portal('{owner: platform, host: git.example}');
  project.pgfleet(['backstage']);
  expect(project.read(template)).toMatch(/allowedHosts:\n +- git\.example\n +ui:help/);
});

test('without the settings there is nothing to write', () => {
  const project = makeProject({ shop: values('shop') });
  expect(project.pgfleet(['backstage'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('docs/backstage.md'),
  });
});

test('mistakes in defaults.yaml come first', () => {
  const project = portal('{owner: "-"}');
  expect(project.pgfleet(['backstage'])).toMatchObject({ code: 2, stderr: expect.stringContaining('backstage.owner') });
  expect(() => project.read(template)).toThrow('ENOENT');
});
