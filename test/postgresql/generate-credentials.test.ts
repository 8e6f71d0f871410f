import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiServer, type Request, selfSigned, startApiServer } from './harness/api-server';

const secret = {
  kind: 'Secret',
  metadata: { name: 'postgres-app', annotations: { note: `$(touch canary) \`touch canary\` & \\1 "x" 'y' é % \n` } },
  stringData: { username: 'a&b', password: '__PASSWORD__', uri: 'postgresql://shop:__PASSWORD__@host:5432/shop' },
};

let api: ApiServer;
beforeAll(async () => {
  api = await startApiServer('generate-credentials.sh', { 'secret.json': JSON.stringify(secret) });
});
afterAll(() => api.close());
const words = () => '{"message":"the words of the server"}';
beforeEach(() => {
  api.answer = words;
});

const passwordOf = (request: Request | undefined): string =>
  (JSON.parse(request?.body ?? '') as typeof secret).stringData.password;

test('creates the Secret with one password of 32 letters and digits in every place, and nothing else changed', async () => {
  const result = await api.run([201], { PGFLEET_NAMESPACE: 'orders' });
  expect(result).toEqual({ code: 0, stdout: '', stderr: 'pgfleet credentials: the Secret was created\n' });
  const [request] = api.requests();
  expect([request?.method, request?.url]).toEqual(['POST', '/api/v1/namespaces/orders/secrets']);
  expect(request?.headers).toMatchObject({ authorization: 'Bearer the-token', 'content-type': 'application/json' });
  const password = passwordOf(request);
  expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(JSON.parse(request?.body ?? '')).toEqual(
    JSON.parse(JSON.stringify(secret).replaceAll('__PASSWORD__', password)),
  );
  expect(readdirSync(join(api.directory, 'tmp'))).toEqual([]);
});

test('two runs give two passwords', async () => {
  await api.run([201]);
  const first = passwordOf(api.requests()[0]);
  await api.run([201]);
  expect(passwordOf(api.requests()[0])).not.toBe(first);
});

test('a Secret that exists is success, after one request', async () => {
  const result = await api.run([409]);
  expect([result.code, api.requests().length]).toEqual([0, 1]);
  expect(result.stderr).toContain('exists already');
  expect(api.requests()[0]?.url).toBe('/api/v1/namespaces/own-namespace/secrets');
});

test('an answer that was lost is asked for again', async () => {
  const result = await api.run([503, 409]);
  const [first, second] = api.requests();
  expect([result.code, first?.method, second?.method]).toEqual([0, 'POST', 'POST']);
  expect(first?.body).toBe(second?.body);
});

test.each([
  [403, 'may not create Secrets'],
  [404, 'no namespace'],
  [422, 'answered 422'],
])('%i is an error that a person understands', async (status, cause) => {
  const result = await api.run([status]);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(cause);
  expect(result.stderr).toContain('the words of the server');
});

test('an answer that repeats the password is not shown', async () => {
  api.answer = (request) => request.body;
  const result = await api.run([422]);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('it holds a secret');
  expect(result.stdout + result.stderr).not.toContain(passwordOf(api.requests()[0]));
});

test('an API server that cannot be reached is an error that names network.apiServer', async () => {
  const result = await api.run([201], { KUBERNETES_SERVICE_PORT: '1' });
  expect([result.code, api.requests().length]).toEqual([1, 0]);
  expect(result.stderr).toContain('network.apiServer');
});

test('a server with another certificate gets neither token nor password', async () => {
  const other = join(api.directory, 'other');
  cpSync(api.account, other, { recursive: true });
  selfSigned('other', '/dev/null', join(other, 'ca.crt'));
  const result = await api.run([201], { PGFLEET_SERVICE_ACCOUNT: other });
  expect([result.code, api.requests().length]).toEqual([1, 0]);
});

test('an IPv6 address is put in brackets', async () => {
  const result = await api.run([201], { KUBERNETES_SERVICE_HOST: '::1' });
  expect([result.code, api.requests().length]).toEqual([0, 1]);
});

test('a template without a place for the password is refused before anything is sent', async () => {
  const other = join(api.directory, 'empty');
  cpSync(join(api.directory, 'pgfleet'), other, { recursive: true });
  writeFileSync(join(other, 'credentials-template/secret.json'), '{}');
  const result = await api.run([201], { PGFLEET_DIRECTORY: other });
  expect([result.code, api.requests().length]).toEqual([1, 0]);
});
