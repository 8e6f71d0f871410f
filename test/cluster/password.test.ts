import { type Client, login, startClient } from './harness/client';
import { applyObjects, get, kubectl, list, secretKey } from './harness/kubectl';
import { useCluster } from './harness/lifecycle';
import { createNamespace, uniqueNamespace } from './harness/namespaces';
import { type Pod, restarts, waitForReady } from './harness/pod';
import { apply, bringUp, createProject, smallDatabase, synth, type TestEnvironment } from './harness/project';
import { waitFor, when } from './harness/wait';

useCluster();

/** Every printable character of ASCII, and two beyond it. */
const printable = `${String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index))}€ß`;

let client: Client;
beforeAll(async () => {
  client = await startClient({ namespace: await createNamespace(uniqueNamespace('client')), name: 'client' });
});

const tryLogin = (database: TestEnvironment, password: string) =>
  login(client, { host: `${database.name}.${database.namespace}.svc`, user: 'shop', database: 'shop', password });

const waitForLogin = (database: TestEnvironment, password: string, seconds: number): Promise<true> =>
  waitFor('a login with the password of the Secret', seconds, async () =>
    when((await tryLogin(database, password)).code === 0),
  );

test('a changed Secret becomes the password of the role within three minutes, without a restart', async () => {
  const database = createProject('rotation', uniqueNamespace('rotation'), {
    profile: 'development',
    database: smallDatabase,
    access: { namespaces: [client.namespace] },
  });
  await bringUp(database);
  const before = await waitForReady(database.namespace, database.pod);
  const old = await secretKey(database.namespace, 'postgres-app', 'password');
  await waitForLogin(database, old, 60);

  const patch = JSON.stringify({ stringData: { password: printable } });
  await kubectl(['patch', 'secret', 'postgres-app', '-n', database.namespace, '--type=merge', '-p', patch]);
  await waitForLogin(database, printable, 180);
  const refused = await tryLogin(database, old);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/password authentication failed/);
  const after = await get<Pod>(database.namespace, 'pod', database.pod);
  expect([after.metadata.uid, restarts(after)]).toEqual([before.metadata.uid, 0]);

  // The Job must not take the password back: an apply makes no new Secret.
  await apply(database);
  expect(await secretKey(database.namespace, 'postgres-app', 'password')).toBe(printable);
});

test('a Secret that is missing, then has a wrong key, is an event a person understands, and its repair needs no hands', async () => {
  const namespace = uniqueNamespace('existing');
  const database = createProject('existing', namespace, {
    profile: 'development',
    database: smallDatabase,
    credentials: { source: 'existing', secret: 'shop-login', keys: { password: 'POSTGRES_PASSWORD' } },
    access: { namespaces: [client.namespace] },
  });
  await synth(database);
  await apply(database);

  const event = (pattern: RegExp): Promise<string> =>
    waitFor(`an event ${pattern}`, 150, async () => {
      const events = await list<{ readonly message: string }>(
        namespace,
        'events',
        '--field-selector=reason=FailedMount',
      );
      return events.map(({ message }) => message).find((message) => pattern.test(message));
    });
  await event(/secret "shop-login" not found/);

  const secret = (data: Readonly<Record<string, string>>) =>
    applyObjects({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-login', namespace }, stringData: data });
  await secret({ password: 'under-a-wrong-key' });
  await event(/POSTGRES_PASSWORD/);

  await secret({ POSTGRES_PASSWORD: printable });
  await waitForReady(namespace, database.pod, 240);
  await waitForLogin(database, printable, 60);
  expect((await tryLogin(database, 'under-a-wrong-key')).code).toBe(2);
});
