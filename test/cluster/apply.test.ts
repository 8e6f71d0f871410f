import { get } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { bringUp, createProject, merge } from './harness/project';
import { applyAgain } from './harness/second-apply';

useCluster();

test('however amounts are written, a second apply changes nothing', async () => {
  const namespace = uniqueNamespace('db');
  const values = {
    profile: 'development',
    // No Pods: only the objects matter here.
    suspended: true,
    database: {
      name: 'shop',
      owner: 'shop',
      storage: { size: '1024Mi', walSize: '0.5Gi' },
      resources: { requests: { cpu: 0.25, memory: '262144Ki' }, limits: { cpu: '1000m', memory: '536870912' } },
    },
    scheduling: { drain: 'block' },
    quota: { cpu: '2.50', memory: '4096Mi', storage: '20000M' },
  } as const;
  const database = createProject('amounts', namespace, values);
  await bringUp(database);
  expect(await applyAgain(database.root, database.id)).toEqual({ changed: [], diff: '' });

  // The same amounts in other words are no change either.
  const before = await get<{ metadata: { generation: number } }>(namespace, 'statefulset', 'postgres');
  await merge(database, {
    ...values,
    database: {
      ...values.database,
      resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: 1, memory: '536870912' } },
    },
  });
  const after = await get<{ metadata: { generation: number } }>(namespace, 'statefulset', 'postgres');
  expect(after.metadata.generation).toBe(before.metadata.generation);
});
