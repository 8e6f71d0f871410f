import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceEntityV1alpha1Validator } from '@backstage/catalog-model';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { catalogInfo } from '../../lib/backstage/catalog-info';
import { resolveBackstage } from '../../lib/defaults/backstage';

const root = join(__dirname, '..', '..');
const yaml = (...path: readonly string[]) => parse(readFileSync(join(root, ...path), 'utf8'));

const settings = (more: object = {}) => {
  const found = resolveBackstage({ backstage: { owner: 'platform', ...more }, argocd: undefined });
  if (found === undefined) throw new Error('there are settings');
  return found;
};
const entry = {
  id: 'shop',
  description: '',
  owner: 'team-shop',
  namespace: 'postgres-shop',
  kind: 'database' as const,
};

/** The Kubernetes objects of an environment, and the Pod templates in them. */
const objectsOf = (id: string) =>
  readdirSync(join(root, 'dist', id)).map((file) => {
    const object = yaml('dist', id, file);
    const pods = [object.spec?.template?.metadata, object.spec?.jobTemplate?.spec?.template?.metadata];
    return { file, object, pods: pods.filter((metadata) => metadata !== undefined) };
  });

const samples = readdirSync(join(root, 'environments'), { withFileTypes: true })
  .filter((found) => found.isDirectory())
  .map(({ name }) => name);

describe.each(samples)('catalog-info.yaml of %s', (id) => {
  const entity = yaml('environments', id, 'catalog-info.yaml');
  const annotations = entity.metadata.annotations;
  const objects = objectsOf(id);

  test('is a Resource as Backstage defines it', async () => {
    expect(await resourceEntityV1alpha1Validator.check(entity)).toBe(true);
  });

  test('names every object and every Pod by their label', () => {
    const labels = objects.flatMap(({ object, pods }) => [object.metadata, ...pods]).map((metadata) => metadata.labels);
    expect(labels.length).toBeGreaterThan(objects.length);
    expect(
      labels.filter((found) => found['backstage.io/kubernetes-id'] !== annotations['backstage.io/kubernetes-id']),
    ).toEqual([]);
  });

  test('has a selector that takes every Pod', () => {
    const selector: readonly (readonly string[])[] = annotations['backstage.io/kubernetes-label-selector']
      .split(',')
      .map((term: string) => term.split('='));
    const pods = objects.flatMap((one) => one.pods);
    expect(pods.length).toBeGreaterThan(0);
    expect(pods.filter(({ labels }) => !selector.every(([key = '', value]) => labels[key] === value))).toEqual([]);
  });

  test('names the namespace that the objects are in', () => {
    const namespaces = objects.flatMap(({ object }) => object.metadata.namespace ?? []);
    expect([...new Set(namespaces)]).toEqual([annotations['backstage.io/kubernetes-namespace']]);
  });

  test('names the Application as the ApplicationSet does', () => {
    const { template } = yaml('dist', 'argocd', 'ApplicationSet.pgfleet.yaml').spec;
    const record = yaml('dist', id, 'ConfigMap.pgfleet-environment.yaml').data;
    const name = template.metadata.name.replace(/\{\{\.data\.(\w+)\}\}/g, (_: string, key: string) => record[key]);
    expect(annotations['argocd/app-name']).toBe(name);
  });
});

test('documentation of all environments is one site, that of their system', () => {
  const { metadata, spec } = parse(catalogInfo(settings({ system: 'data', namespace: 'infra' }), entry));
  expect([metadata.annotations['backstage.io/techdocs-entity'], spec.system]).toEqual(
    Array(2).fill('system:infra/data'),
  );
});

test('an environment without an owner belongs to the platform', () => {
  expect(parse(catalogInfo(settings(), { ...entry, owner: '' })).spec.owner).toBe('group:default/platform');
});

test('what is not known is not written', () => {
  const { metadata } = parse(catalogInfo(settings(), entry));
  expect(Object.keys(metadata)).not.toContain('description');
  expect(Object.keys(metadata.annotations).sort()).toEqual([
    'backstage.io/kubernetes-id',
    'backstage.io/kubernetes-label-selector',
    'backstage.io/kubernetes-namespace',
    'backstage.io/techdocs-entity',
  ]);
});

test('a repository that is known is where it comes from, on its branch', () => {
  const known = settings({ projectSlug: 'example/databases', host: 'git.example', branch: 'stable' });
  expect(parse(catalogInfo(known, entry)).metadata.annotations).toMatchObject({
    'backstage.io/source-location': 'url:https://git.example/example/databases/tree/stable/environments/shop/',
    'github.com/project-slug': 'example/databases',
  });
});

test('a description is a description, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (description) => {
      expect(parse(catalogInfo(settings(), { ...entry, description })).metadata.description).toBe(description);
    }),
  );
});

test('the documentation of the system is built from docs/', () => {
  const { docs_dir: folder, plugins } = yaml('mkdocs.yml');
  expect(plugins).toContain('techdocs-core');
  expect(readdirSync(join(root, folder))).toContain('backstage.md');
  expect(yaml('catalog-info.yaml').metadata.annotations['backstage.io/techdocs-ref']).toBe('dir:.');
});
