import type { Values } from '../../lib/config/schema';
import { officialLayoutImage, ourImage } from './harness/checkout';
import { login, startClient } from './harness/client';
import { secretKey } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { waitForReady } from './harness/pod';
import { bringUp, createProject, merge, smallDatabase } from './harness/project';
import { query } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

test('the same environment runs on an image of the official layout, and its data moves to ours', async () => {
  const client = await startClient({ namespace: await createNamespace(uniqueNamespace('client')), name: 'client' });
  const namespace = uniqueNamespace('db');
  const values = (postgres: string): Values => ({
    profile: 'development',
    images: { postgres, tools: ourImage() },
    database: { ...smallDatabase, extensions: ['pgcrypto'] },
    access: { namespaces: [client.namespace] },
  });
  const database = createProject('official', namespace, values(officialLayoutImage));
  await bringUp(database);
  const pod = await waitForReady(namespace, database.pod);
  expect(pod.spec.containers.map(({ image }) => image)).toEqual([officialLayoutImage, officialLayoutImage]);
  expect(await query(database, 'SHOW data_checksums')).toBe('on');
  const password = await secretKey(namespace, 'postgres-app', 'password');
  const target = { host: `postgres.${namespace}.svc`, user: 'shop', database: 'shop', password };
  await waitFor('a login', 60, async () => when((await login(client, target)).stdout.trim() === 'shop'));

  await query(database, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await merge(database, values(ourImage()));
  await waitForReady(namespace, database.pod, 180, pod.metadata.uid);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
});
