import { certManagerTls, exampleEnvironment, existingTls } from './example-environment';
import { objectsOf } from './find';

const issued = { secretName: 'postgres-tls', issuerRef: { name: 'internal-ca', kind: 'ClusterIssuer' } };

test('cert-manager makes one certificate for the server and one for the Jobs of backups', () => {
  const objects = objectsOf(exampleEnvironment({ tls: certManagerTls }));
  expect(objects.get('Certificate/postgres-tls').spec).toMatchObject({
    ...issued,
    commonName: 'postgres.postgres-orders.svc',
    dnsNames: certManagerTls.serverNames,
    usages: ['digital signature', 'server auth'],
  });
  expect(objects.get('Certificate/postgres-backup-tls').spec).toMatchObject({
    ...issued,
    secretName: 'postgres-backup-tls',
    commonName: 'postgres.postgres-orders',
    usages: ['digital signature', 'client auth'],
  });
  expect(objects.get('Certificate/postgres-backup-tls').spec).not.toHaveProperty('dnsNames');
});

test('every renewal has a new key, and durations are written as cert-manager prints them', () => {
  expect(objectsOf(exampleEnvironment({ tls: certManagerTls })).get('Certificate/postgres-tls').spec).toMatchObject({
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    duration: '2160h0m0s',
    renewBefore: '720h0m0s',
  });
});

test('without backups there is no certificate of a client', () => {
  const objects = objectsOf(exampleEnvironment({ tls: { ...certManagerTls, client: undefined } }));
  expect(objects.keys.filter((key) => key.startsWith('Certificate/'))).toEqual(['Certificate/postgres-tls']);
});

test('a name that is too long for a common name stands among the other names only', () => {
  const serverNames = [`postgres.${'n'.repeat(60)}.svc`];
  expect(
    objectsOf(exampleEnvironment({ tls: { ...certManagerTls, serverNames } })).get('Certificate/postgres-tls').spec,
  ).toMatchObject({ commonName: 'postgresql', dnsNames: serverNames });
});

test('existing certificates are the business of whoever made them', () => {
  expect(objectsOf(exampleEnvironment({ tls: existingTls })).kinds).not.toContain('Certificate');
});
