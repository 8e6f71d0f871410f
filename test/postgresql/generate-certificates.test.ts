import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiServer, startApiServer } from './harness/api-server';

const template = {
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/tls',
  metadata: { name: 'postgres-tls', labels: { note: '}"$(x)' } },
};
const names = ['postgres.orders.svc', 'postgres', 'localhost', '*.db.example.com'];

let api: ApiServer;
beforeAll(async () => {
  api = await startApiServer('generate-certificates.sh', {
    'tls-secret.json': JSON.stringify(template),
    'server-names': `${names.join('\n')}\n`,
    'client-name': 'postgres.orders\n',
  });
});
afterAll(() => api.close());

const place = (name: string, text: string) =>
  writeFileSync(join(api.directory, 'pgfleet/credentials-template', name), text);

/** What was sent, decoded. */
const sent = (): Record<string, string> => {
  const { data } = JSON.parse(api.requests()[0]?.body ?? '') as { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
};

const verifies = (file: string, purpose: string): string => {
  const files = sent();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(api.directory, name), text);
  const args = ['verify', '-x509_strict', '-check_ss_sig', '-purpose', purpose, '-CAfile', 'ca.crt', file];
  return execFileSync('openssl', args, { cwd: api.directory, encoding: 'utf8' });
};

test('creates one Secret with an authority, the certificate of the server and that of the client', async () => {
  const result = await api.run([201]);
  expect(result).toEqual({ code: 0, stdout: '', stderr: 'pgfleet certificates: the Secret was created\n' });
  const { data, ...rest } = JSON.parse(api.requests()[0]?.body ?? '') as { data: object };
  expect(rest).toEqual(template);
  expect(Object.keys(data)).toEqual(['ca.crt', 'tls.crt', 'tls.key', 'client.crt', 'client.key']);
  expect(verifies('tls.crt', 'sslserver')).toBe('tls.crt: OK\n');
  expect(verifies('client.crt', 'sslclient')).toBe('client.crt: OK\n');
  expect(() => verifies('tls.crt', 'sslclient')).toThrow();
  expect(() => verifies('client.crt', 'sslserver')).toThrow();
  expect(readdirSync(join(api.directory, 'tmp'))).toEqual([]);
});

test('names, keys and ends are those that were asked for', async () => {
  await api.run([201]);
  const files = sent();
  const of = (name: string) => new X509Certificate(files[name] ?? '');
  const server = of('tls.crt');
  expect(server.subject).toBe('CN=postgres.orders.svc');
  expect(server.subjectAltName).toBe(names.map((name) => `DNS:${name}`).join(', '));
  expect(of('client.crt').subject).toBe('CN=postgres.orders');
  expect(of('client.crt').subjectAltName).toBeUndefined();
  expect([of('ca.crt').ca, server.ca]).toEqual([true, false]);
  expect(server.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  const years = (Date.parse(server.validTo) - Date.now()) / (365 * 86_400_000);
  expect(Math.round(years * 10) / 10).toBe(10);
  for (const [certificate, key] of [
    ['tls.crt', 'tls.key'],
    ['client.crt', 'client.key'],
  ] as const) {
    const publicKey = execFileSync('openssl', ['pkey', '-pubout'], { input: files[key] ?? '', encoding: 'utf8' });
    expect(of(certificate).publicKey.export({ type: 'spki', format: 'pem' })).toBe(publicKey);
  }
});

test('a first name that is too long for a common name is an alternative name only', async () => {
  const long = `${'a'.repeat(60)}.orders.svc`;
  place('server-names', `${long}\npostgres\n`);
  await api.run([201]);
  place('server-names', `${names.join('\n')}\n`);
  const server = new X509Certificate(sent()['tls.crt'] ?? '');
  expect([server.subject, server.subjectAltName]).toEqual(['CN=postgresql', `DNS:${long}, DNS:postgres`]);
});

test('a Secret that exists is success, and two runs share nothing', async () => {
  expect((await api.run([409])).code).toBe(0);
  const first = sent()['ca.crt'];
  await api.run([201]);
  expect(sent()['ca.crt']).not.toBe(first);
});

test.each(['a b', 'x,DNS:evil', 'a\nb', '$(touch canary)', '-x', 'a;b', 'a/b', ''])(
  'the name %j is refused before anything is made or sent',
  async (name) => {
    place('client-name', `${name}\n`);
    const result = await api.run([201]);
    place('client-name', 'postgres.orders\n');
    expect([result.code, api.requests().length]).toEqual([1, 0]);
  },
);

test('a bad name among those of the server is refused, too', async () => {
  place('server-names', 'good\nbad name\n');
  const result = await api.run([201]);
  place('server-names', `${names.join('\n')}\n`);
  expect([result.code, api.requests().length]).toEqual([1, 0]);
  expect(result.stderr).toContain('"bad name" is no DNS name');
});

test('an answer that repeats a key is not shown', async () => {
  api.answer = (request) => request.body.slice(request.body.indexOf('"tls.key"'));
  const result = await api.run([422]);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('it holds a secret');
});
