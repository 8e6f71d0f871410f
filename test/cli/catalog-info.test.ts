import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, removeProjects, values } from './project';

afterAll(removeProjects);

const file = 'environments/shop/catalog-info.yaml';
const images = 'images: {postgres: "registry.example/pgfleet-postgres:17"}\n';

const portal = (): Project => {
  const project = makeProject({ orders: values('orders'), shop: values('shop') });
  project.write('environments/defaults.yaml', `${images}backstage: {owner: platform}\n`);
  return project;
};

test('synth keeps the entity of every environment, and --check holds to it', () => {
  const project = portal();
  expect(project.pgfleet(['synth']).stderr).toContain(`${file} is written`);
  expect(project.read('environments/orders/catalog-info.yaml')).toContain('owner: "group:default/team-orders"');
  expect(project.pgfleet(['synth', '--check']).code).toBe(0);

  const before = project.read(file);
  project.write(file, before.replace('team-shop', 'somebody'));
  const { code, stderr } = project.pgfleet(['synth', '--check']);
  expect({ code, said: stderr.includes(`${file} is stale: run "npm run synth"`) }).toEqual({ code: 1, said: true });
  project.pgfleet(['synth']);
  expect(project.read(file)).toBe(before);
});

test('a change of values.yaml is one of the entity too', () => {
  const project = portal();
  project.pgfleet(['synth']);
  project.write('environments/shop/values.yaml', values('shop').replace('team-shop', 'team-orders'));
  expect(project.pgfleet(['synth', '--check']).stderr).toContain(`${file} is stale`);
  project.pgfleet(['synth', 'shop']);
  expect(project.read(file)).toContain('owner: "group:default/team-orders"');
});

test('a run about one environment writes its entity and no other', () => {
  const project = portal();
  expect(project.pgfleet(['synth', 'shop']).code).toBe(0);
  expect(project.read(file)).toContain('name: "shop"');
  expect(() => project.read('environments/orders/catalog-info.yaml')).toThrow('ENOENT');
});

test('one that a person wrote stays', () => {
  const project = portal();
  project.write(file, 'kind: Resource\n');
  project.pgfleet(['synth']);
  expect(project.read(file)).toBe('kind: Resource\n');
  expect(project.pgfleet(['synth', '--check']).code).toBe(0);
});

test('where nobody asks for it, it is not touched', () => {
  const project = makeProject({ shop: values('shop') });
  project.pgfleet(['synth']);
  expect(() => project.read(file)).toThrow('ENOENT');
});

test('validate writes none', () => {
  const project = portal();
  expect(project.pgfleet(['validate']).code).toBe(0);
  expect(() => project.read(file)).toThrow('ENOENT');
});

test('one that cannot be read stops the run before anything is written', () => {
  const project = portal();
  project.pgfleet(['synth']);
  rmSync(join(project.root, file));
  project.write(`${file}/inside`, 'a folder where a file should be');
  project.write('environments/orders/values.yaml', `${values('orders')}suspended: true\n`);
  const before = project.dist();
  const { code, stderr } = project.pgfleet(['synth']);
  expect(code).toBe(3);
  expect(stderr).toMatch(/environments\/shop\/catalog-info\.yaml.*it was not read/);
  expect(project.dist()).toEqual(before);
});

test('new writes the entity that synth would make', () => {
  const project = portal();
  const { stdout } = project.pgfleet(['new', 'copy', '--from', 'orders', '--owner', 'team-shop']);
  expect(stdout).toContain('+ environments/copy/catalog-info.yaml\n');
  expect(project.read('environments/copy/catalog-info.yaml')).toContain('owner: "group:default/team-shop"');
  expect(project.pgfleet(['synth', 'copy']).stderr).not.toContain('catalog-info.yaml');
});
