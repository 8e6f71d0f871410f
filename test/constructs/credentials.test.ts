import fc from 'fast-check';
import { connection } from '../../lib/constructs/connection';
import { loginsOf } from '../../lib/constructs/logins';
import type { DatabaseEnvironment } from '../../lib/defaults/environment';
import { passwordPlaceholder } from '../../lib/manifest';
import { certManagerTls, exampleEnvironment, existingTls, noBackup } from './example-environment';
import { objectsOf } from './find';

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed());
/** "." and ".." are refused by lib/defaults/names.ts. */
const databaseName = name.filter((text) => text !== '.' && text !== '..');
const jobName = (env: DatabaseEnvironment) =>
  objectsOf(env).keys.find((each) => each.startsWith('Job/postgres-credentials-'));
const existing = { source: 'existing', secret: 'login', passwordKey: 'PW', readers: [] } as const;

interface Job {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly name: string; readonly command: readonly string[] }[];
        readonly volumes: readonly { readonly name: string; readonly configMap?: { items?: { key: string }[] } }[];
      };
    };
  };
}

/** What the Job runs, and the scripts that it has. */
const jobOf = (env: DatabaseEnvironment) => {
  const { containers, volumes } = (objectsOf(env).get(jobName(env) ?? '') as unknown as Job).spec.template.spec;
  return {
    commands: containers.map(({ name, command }) => [name, ...command]),
    scripts: volumes.find(({ name }) => name === 'scripts')?.configMap?.items?.map(({ key }) => key),
  };
};
const template = (env: DatabaseEnvironment) =>
  (objectsOf(env).get('ConfigMap/postgres-credentials') as unknown as { data: Record<string, string> }).data;

test('the account of the Job may create Secrets and do nothing else', () => {
  expect(objectsOf(exampleEnvironment()).get('Role/postgres-credentials')).toMatchObject({
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
  });
});

test('the name of the Job changes with its content and with nothing else', () => {
  const before = jobName(exampleEnvironment());
  expect(jobName(exampleEnvironment({ deletionPolicy: 'Delete' }))).toBe(before);
  expect(jobName(exampleEnvironment({ images: { postgres: 'x:1', tools: 'registry.example/other:1' } }))).not.toBe(
    before,
  );
  expect(jobName(exampleEnvironment({}, { name: 'other' }))).not.toBe(before);
});

test('one Job makes password and certificates, each in a container of its own', () => {
  expect(jobOf(exampleEnvironment())).toEqual({
    commands: [
      ['password', 'sh', '/pgfleet/scripts/generate-credentials.sh'],
      ['certificates', 'sh', '/pgfleet/scripts/generate-certificates.sh'],
    ],
    scripts: ['create-secret.sh', 'generate-credentials.sh', 'generate-certificates.sh'],
  });
});

test('the Job makes only what is generated, and is not there where nothing is', () => {
  const tlsOnly = exampleEnvironment({ credentials: existing });
  expect(jobOf(tlsOnly).commands.map(([name]) => name)).toEqual(['certificates']);
  expect(Object.keys(template(tlsOnly))).toEqual(['tls-secret.json', 'server-names', 'client-name']);
  const passwordOnly = exampleEnvironment({ tls: existingTls });
  expect(jobOf(passwordOnly).commands.map(([name]) => name)).toEqual(['password']);
  expect(Object.keys(template(passwordOnly))).toEqual(['secret.json']);
  const neither = objectsOf(exampleEnvironment({ credentials: existing, tls: existingTls }));
  expect(neither.keys.filter((each) => each.includes('credentials'))).toEqual([]);
});

test('the Secret of the certificates has no data before the Job, and names of server and client are files', () => {
  const data = template(exampleEnvironment());
  const secret = JSON.parse(data['tls-secret.json'] ?? '');
  expect(secret).toMatchObject({ kind: 'Secret', metadata: { name: 'postgres-tls', namespace: 'postgres-orders' } });
  expect(secret).not.toHaveProperty('data');
  expect(data['server-names']).toBe(
    'postgres.postgres-orders.svc\npostgres-0.postgres-headless.postgres-orders.svc\nlocalhost\n',
  );
  expect(data['client-name']).toBe('postgres.postgres-orders\n');
});

test('backups that come later need no new certificates', () => {
  expect(jobName(exampleEnvironment({ backup: noBackup }))).toBe(jobName(exampleEnvironment()));
});

test('what the Job makes is the whole Secret but for the password', () => {
  const { data } = objectsOf(exampleEnvironment()).get('ConfigMap/postgres-credentials') as unknown as {
    data: Record<string, string>;
  };
  const secret = JSON.parse(data['secret.json'] ?? '');
  expect(secret).toMatchObject({ kind: 'Secret', metadata: { name: 'postgres-app', namespace: 'postgres-orders' } });
  expect(secret.stringData).toEqual({
    username: 'orders',
    password: passwordPlaceholder,
    host: 'postgres.postgres-orders.svc',
    port: '5432',
    dbname: 'orders',
    uri: `postgresql://orders:${passwordPlaceholder}@postgres.postgres-orders.svc:5432/orders`,
    'jdbc-uri': `jdbc:postgresql://postgres.postgres-orders.svc:5432/orders?user=orders&password=${passwordPlaceholder}`,
  });
});

test('any database and role name survives the URI', () => {
  fc.assert(
    fc.property(databaseName, name, name, (database, owner, password) => {
      const [login] = loginsOf(exampleEnvironment({}, { name: database, owner }));
      const { uri = '' } = login === undefined ? {} : connection(login, password, encodeURIComponent(password));
      const parsed = new URL(uri);
      expect(decodeURIComponent(parsed.pathname.slice(1))).toBe(database);
      expect(decodeURIComponent(parsed.username)).toBe(owner);
      expect(decodeURIComponent(parsed.password)).toBe(password);
    }),
  );
});

test('an ExternalSecret fills in the password only, and a name with braces is not run as a template', () => {
  const credentials: DatabaseEnvironment['credentials'] = {
    source: 'externalSecret',
    store: { name: 'vault', kind: 'ClusterSecretStore' },
    remote: { key: 'teams/orders', property: 'pw' },
    refreshInterval: '1h',
    secret: 'postgres-app',
    passwordKey: 'password',
    readers: [],
  };
  const objects = objectsOf(exampleEnvironment({ credentials, tls: certManagerTls }, { name: 'a{{b' }));
  expect(objects.keys.filter((each) => each.startsWith('Job/postgres-credentials'))).toEqual([]);
  expect(objects.get('ExternalSecret/postgres-app')).toMatchObject({
    spec: {
      data: [{ secretKey: 'password', remoteRef: { key: 'teams/orders', property: 'pw' } }],
      target: {
        template: {
          data: {
            dbname: '{{ "a{{b" }}',
            password: '{{ .password }}',
            uri: 'postgresql://orders:{{ .password | urlquery | replace "+" "%20" }}@postgres.postgres-orders.svc:5432/a%7B%7Bb',
          },
        },
      },
    },
  });
});

test('a SealedSecret carries the encrypted password as it is', () => {
  const credentials: DatabaseEnvironment['credentials'] = {
    source: 'sealedSecret',
    encryptedPassword: 'AgB=',
    secret: 'postgres-app',
    passwordKey: 'password',
    readers: [],
  };
  expect(objectsOf(exampleEnvironment({ credentials })).get('SealedSecret/postgres-app')).toMatchObject({
    spec: { encryptedData: { password: 'AgB=' }, template: { data: { username: 'orders' } } },
  });
});

test('a reader may get that one Secret, by name', () => {
  const credentials = {
    source: 'generated' as const,
    secret: 'postgres-app',
    passwordKey: 'password',
    readers: [{ namespace: 'shop', serviceAccount: 'backend' }],
  };
  const objects = objectsOf(exampleEnvironment({ credentials }));
  expect(objects.get('Role/postgres-credentials-reader')).toMatchObject({
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['postgres-app'], verbs: ['get'] }],
  });
  expect(objects.get('RoleBinding/postgres-credentials-reader')).toMatchObject({
    subjects: [{ kind: 'ServiceAccount', name: 'backend', namespace: 'shop' }],
  });
});
