import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from './harness/process';

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const script = join(__dirname, '..', '..', 'lib', 'scripts', 'generate-credentials.sh');
const directory = mkdtempSync(join(tmpdir(), 'pgfleet-credentials-'));
const account = join(directory, 'account');
const secret = {
  kind: 'Secret',
  metadata: { name: 'postgres-app', annotations: { note: `$(touch canary) \`touch canary\` & \\1 "x" 'y' é % \n` } },
  stringData: { username: 'a&b', password: '__PASSWORD__', uri: 'postgresql://shop:__PASSWORD__@host:5432/shop' },
};

let requests: Request[] = [];
let answers: { status: number; body: (request: Request) => string }[] = [];
let server: Server;

beforeAll(async () => {
  mkdirSync(account);
  mkdirSync(join(directory, 'pgfleet/credentials-template'), { recursive: true });
  mkdirSync(join(directory, 'tmp'));
  writeFileSync(join(directory, 'pgfleet/credentials-template/secret.json'), JSON.stringify(secret));
  const key = join(directory, 'key.pem');
  const certificate = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=api',
    '-keyout',
    key,
  ];
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,IP:::1', '-out', join(account, 'ca.crt')];
  execFileSync('openssl', [...certificate, ...names], { stdio: 'ignore' });
  writeFileSync(join(account, 'token'), 'the-token');
  writeFileSync(join(account, 'namespace'), 'own-namespace');
  const tls = { key: readFileSync(key), cert: readFileSync(join(account, 'ca.crt')) };
  server = createServer(tls, (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const received = { method: request.method, url: request.url, headers: request.headers, body };
      requests.push(received);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      response.writeHead(answer?.status ?? 500).end(answer?.body(received));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(() => {
  requests = [];
});

const generate = (statuses: readonly number[], variables: Readonly<Record<string, string>> = {}) => {
  answers = statuses.map((status) => ({ status, body: () => '{"message":"the words of the server"}' }));
  return runScript(variables);
};

const runScript = (variables: Readonly<Record<string, string>> = {}) =>
  runProcess(['sh', script], {
    PATH: '/usr/bin:/bin',
    TMPDIR: join(directory, 'tmp'),
    PGFLEET_DIRECTORY: join(directory, 'pgfleet'),
    PGFLEET_SERVICE_ACCOUNT: account,
    PGFLEET_RETRIES: '2',
    PGFLEET_RETRY_SECONDS: '1',
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: String((server.address() as AddressInfo).port),
    ...variables,
  });

const passwordOf = (request: Request | undefined): string =>
  (JSON.parse(request?.body ?? '') as typeof secret).stringData.password;

test('creates the Secret with one password of 32 letters and digits in every place, and nothing else changed', async () => {
  const result = await generate([201], { PGFLEET_NAMESPACE: 'orders' });
  expect(result).toEqual({ code: 0, stdout: '', stderr: 'pgfleet credentials: the Secret was created\n' });
  const [request] = requests;
  expect([request?.method, request?.url]).toEqual(['POST', '/api/v1/namespaces/orders/secrets']);
  expect(request?.headers).toMatchObject({ authorization: 'Bearer the-token', 'content-type': 'application/json' });
  const password = passwordOf(request);
  expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(JSON.parse(request?.body ?? '')).toEqual(
    JSON.parse(JSON.stringify(secret).replaceAll('__PASSWORD__', password)),
  );
  expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
});

test('two runs give two passwords', async () => {
  await generate([201]);
  await generate([201]);
  expect(new Set(requests.map(passwordOf)).size).toBe(2);
});

test('a Secret that exists is success, after one request', async () => {
  const result = await generate([409]);
  expect([result.code, requests.length]).toEqual([0, 1]);
  expect(result.stderr).toContain('exists already');
  expect(requests[0]?.url).toBe('/api/v1/namespaces/own-namespace/secrets');
});

test('an answer that was lost is asked for again', async () => {
  const result = await generate([503, 409]);
  expect([result.code, requests.map(({ method }) => method)]).toEqual([0, ['POST', 'POST']]);
  expect(requests[0]?.body).toBe(requests[1]?.body);
});

test.each([
  [403, 'may not create Secrets'],
  [404, 'no namespace'],
  [422, 'answered 422'],
])('%i is an error that a person understands', async (status, words) => {
  const result = await generate([status]);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(words);
  expect(result.stderr).toContain('the words of the server');
});

test('an answer that repeats the password is not shown', async () => {
  answers = [{ status: 422, body: (request) => request.body }];
  const result = await runScript();
  expect(result.code).toBe(1);
  expect(result.stdout + result.stderr).not.toContain(passwordOf(requests[0]));
});

test('an API server that cannot be reached is an error that names network.apiServer', async () => {
  const result = await generate([201], { KUBERNETES_SERVICE_PORT: '1' });
  expect([result.code, requests.length]).toEqual([1, 0]);
  expect(result.stderr).toContain('network.apiServer');
});

test('a server with another certificate gets neither token nor password', async () => {
  const other = join(directory, 'other');
  execFileSync('cp', ['-r', account, other]);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=other',
      '-keyout',
      '/dev/null',
      '-out',
      join(other, 'ca.crt'),
    ],
    { stdio: 'ignore' },
  );
  const result = await generate([201], { PGFLEET_SERVICE_ACCOUNT: other });
  expect([result.code, requests.length]).toEqual([1, 0]);
});

test('an IPv6 address is put in brackets', async () => {
  const result = await generate([201], { KUBERNETES_SERVICE_HOST: '::1' });
  expect([result.code, requests.length]).toEqual([0, 1]);
});

test('a template without a place for the password is refused before anything is sent', async () => {
  mkdirSync(join(directory, 'empty/credentials-template'), { recursive: true });
  writeFileSync(join(directory, 'empty/credentials-template/secret.json'), '{}');
  const result = await generate([201], { PGFLEET_DIRECTORY: join(directory, 'empty') });
  expect([result.code, requests.length]).toEqual([1, 0]);
});
