import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { perform, readTemplate } from '../backstage/scaffolder';
import { list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueId } from './harness/namespaces';
import { type Pod, waitForReady } from './harness/pod';
import { bringUp, createProject } from './harness/project';
import { query } from './harness/psql';

useCluster();

interface Labelled {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

test('an environment that a form asked for runs, and its entity finds all that belongs to it', async () => {
  const id = uniqueId('asked-for');
  const { pullRequest } = perform(readTemplate('create-database'), {
    name: id,
    description: 'Asked for in "Backstage": #1',
    owner: 'group:default/team-test',
    profile: 'development',
    databaseName: 'orders',
    databaseOwner: 'orders',
    storageSize: '1Gi',
    memory: '256Mi',
    repoUrl: 'git.example?owner=platform&repo=databases',
  });
  const namespace = `postgres-${id}`;
  const environment = createProject(id, namespace, {});
  for (const [path, text] of Object.entries(pullRequest?.files ?? {}))
    writeFileSync(join(environment.root, path), text);
  await bringUp(environment);
  await waitForReady(namespace, environment.pod);
  expect(await query(environment, 'SELECT current_database()', 'orders')).toBe('orders');

  const entity = parse(readFileSync(join(environment.root, 'environments', id, 'catalog-info.yaml'), 'utf8'));
  const annotations: Readonly<Record<string, string>> = entity.metadata.annotations;
  const place = annotations['backstage.io/kubernetes-namespace'] ?? '';
  const selector = annotations['backstage.io/kubernetes-label-selector'] ?? '';
  const namesOf = async (...args: readonly string[]) =>
    (await list<Pod>(place, 'pods', ...args)).map(({ metadata }) => metadata.name);
  const all = await namesOf();
  expect(all).toContain(environment.pod);
  expect(await namesOf('-l', selector)).toEqual(all);

  const kinds = 'statefulsets,services,configmaps,persistentvolumeclaims,jobs,networkpolicies,secrets,serviceaccounts';
  const objects = await list<Labelled>(place, kinds);
  const theirs = objects.filter(
    ({ metadata }) => metadata.labels?.['backstage.io/kubernetes-id'] !== annotations['backstage.io/kubernetes-id'],
  );
  // What Kubernetes puts into every namespace.
  expect(theirs.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'ConfigMap/kube-root-ca.crt',
    'ServiceAccount/default',
  ]);
});
