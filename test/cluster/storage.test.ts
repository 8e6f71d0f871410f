import { find, get, list } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { uniqueNamespace } from './harness/namespaces';
import { type Pod, waitForReady } from './harness/pod';
import { bringUp, createProject, manifestsOf, merge, smallDatabase } from './harness/project';
import { query, shell } from './harness/psql';
import { waitFor, when } from './harness/wait';

useCluster();

interface Claim {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
  readonly status: { readonly phase: string; readonly capacity?: { readonly storage: string } };
}

const development = (database: object, more: object = {}) =>
  ({ profile: 'development', database: { ...smallDatabase, ...database }, ...more }) as const;

/** A StorageClass that lets claims grow. */
const growingClass = async (): Promise<string> => {
  const classes = await list<{ metadata: { name: string }; allowVolumeExpansion?: boolean }>('default', 'storageclass');
  const found = classes.find(({ allowVolumeExpansion }) => allowVolumeExpansion === true);
  if (found === undefined) throw new Error('the cluster has no StorageClass with allowVolumeExpansion');
  return found.metadata.name;
};

test('a claim grows by one merge, and a suspended environment keeps its data', async () => {
  const storageClass = await growingClass();
  const namespace = uniqueNamespace('growing');
  const database = createProject('growing', namespace, development({ storage: { size: '1Gi', storageClass } }));
  await bringUp(database);
  const before = await waitForReady(namespace, database.pod);
  await query(database, 'CREATE TABLE kept AS SELECT 42 AS answer');

  await merge(database, development({ storage: { size: '2Gi', storageClass } }));
  await waitFor('the larger volume', 120, async () =>
    when((await get<Claim>(namespace, 'pvc', 'postgres-data-1')).status.capacity?.storage === '2Gi'),
  );
  expect((await get<Pod>(namespace, 'pod', database.pod)).metadata.uid).toBe(before.metadata.uid);

  const claim = await get<Claim>(namespace, 'pvc', 'postgres-data-1');
  await merge(database, development({ storage: { size: '2Gi', storageClass } }, { suspended: true }));
  await waitFor('no database Pod', 120, async () => when((await find(namespace, 'pod', database.pod)) === undefined));
  expect((await get<Claim>(namespace, 'pvc', 'postgres-data-1')).metadata.uid).toBe(claim.metadata.uid);
  await get(namespace, 'secret', 'postgres-app');

  await merge(database, development({ storage: { size: '2Gi', storageClass } }, { suspended: false }));
  await waitForReady(namespace, database.pod);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
});

test('walSize moves the write-ahead log of existing data to a volume of its own', async () => {
  const namespace = uniqueNamespace('wal');
  const database = createProject('wal', namespace, development({}));
  await bringUp(database);
  const before = await waitForReady(namespace, database.pod);
  await query(database, 'CREATE TABLE kept AS SELECT 42 AS answer');

  await merge(database, development({ storage: { size: '1Gi', walSize: '1Gi' } }));
  await waitForReady(namespace, database.pod, 180, before.metadata.uid);
  expect((await get<Claim>(namespace, 'pvc', 'postgres-wal-1')).status.phase).toBe('Bound');
  const place = await shell(database, 'readlink "$PGDATA/pg_wal" && ls /pgwal/pg_wal | grep -c "^[0-9A-F]\\{24\\}$"');
  expect(place.stdout).toMatch(/^\/pgwal\/pg_wal\n[1-9]/);
  expect(await query(database, 'SELECT answer FROM kept')).toBe('42');
});

test('walSize from the start: initdb puts the log there', async () => {
  const namespace = uniqueNamespace('fresh-wal');
  const database = createProject('fresh-wal', namespace, development({ storage: { size: '1Gi', walSize: '1Gi' } }));
  await bringUp(database);
  await waitForReady(namespace, database.pod);
  expect((await shell(database, 'readlink "$PGDATA/pg_wal"')).stdout.trim()).toBe('/pgwal/pg_wal');
});

test('an ephemeral database has no claim, and comes up with checksums', async () => {
  const namespace = uniqueNamespace('ephemeral');
  const database = createProject('ephemeral', namespace, development({ storage: { ephemeral: true, size: '1Gi' } }));
  await bringUp(database);
  await waitForReady(namespace, database.pod);
  expect(await query(database, 'SHOW data_checksums')).toBe('on');
  expect(manifestsOf(database.root, database.id).filter(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual([]);
  expect(await list(namespace, 'pvc')).toEqual([]);
});
