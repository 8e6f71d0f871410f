import { codes, environment, problems, shortest } from './resolved';

const tls = (values: string, rest = shortest) => environment(`tls: ${values}\n${rest}`).tls;
const backup = `backup: {method: pgBackRest, reason: null, repository: {type: volume, size: 9Gi}, retention: {full: 1}}\n`;
const noChecks = 'checks: {level: none}\n';
const files = { certificate: 'tls.crt', key: 'tls.key', ca: 'ca.crt' };

test('without a word every server has certificates, and production lets nobody in without', () => {
  expect(environment(shortest).tls).toEqual({
    source: { kind: 'generated' },
    required: true,
    serverNames: [
      'postgres.postgres-orders.svc',
      'postgres.postgres-orders.svc.cluster.local',
      'postgres.postgres-orders',
      'postgres',
      'postgres-0.postgres-headless.postgres-orders.svc',
      'postgres-headless.postgres-orders.svc',
      'localhost',
    ],
    server: { secret: 'postgres-tls', ...files },
    client: {
      secret: 'postgres-tls',
      certificate: 'client.crt',
      key: 'client.key',
      ca: 'ca.crt',
      commonName: 'postgres.postgres-orders',
    },
  });
});

test('development may be without, and so may production on purpose', () => {
  expect(environment(`profile: development\n${shortest}`).tls.required).toBe(false);
  expect(tls('{required: false}').required).toBe(false);
});

test('names are added behind our own, each once', () => {
  expect(tls('{names: [orders.db.example.com, postgres]}').serverNames.slice(6)).toEqual([
    'localhost',
    'orders.db.example.com',
  ]);
});

test('an address is no name', () => {
  expect(problems(`tls: {names: [10.0.0.1]}\n${shortest}`)).toEqual([
    '1:15 invalid-value: "10.0.0.1" is an address: a client compares the name that it connects to, so give it one',
  ]);
});

test('cert-manager makes two certificates, the one of the client where there are backups or checks', () => {
  const issued = '{source: certManager, issuer: {name: internal-ca, kind: ClusterIssuer}}';
  expect(tls(issued, noChecks + shortest)).toMatchObject({
    source: {
      kind: 'certManager',
      issuer: { name: 'internal-ca', kind: 'ClusterIssuer' },
      duration: '2160h',
      renewBefore: '720h',
    },
    server: { secret: 'postgres-tls', ...files },
    client: undefined,
  });
  for (const rest of [noChecks + backup + shortest, shortest])
    expect(tls(issued, rest).client).toEqual({
      secret: 'postgres-backup-tls',
      ...files,
      commonName: 'postgres.postgres-orders',
    });
});

test('existing Secrets are named', () => {
  expect(tls('{source: existing, secret: a, clientSecret: b}', backup + shortest)).toMatchObject({
    source: { kind: 'existing' },
    server: { secret: 'a', ...files },
    client: { secret: 'b', ...files },
  });
});

test.each([
  ['{source: certManager}', '', 'tls.issuer is missing: with source certManager it is the private authority'],
  [
    '{source: existing, clientSecret: b}',
    '',
    'tls.secret is missing: with source existing it is the Secret of the server',
  ],
  [
    '{source: existing, secret: a}',
    noChecks + backup,
    'tls.clientSecret is missing: with source existing it is the Secret that Jobs of backups and checks log in with',
  ],
  ['{source: existing, secret: a}', '', 'tls.clientSecret is missing: with source existing it is the Secret that'],
])('%s asks for what it needs', (values, more, words) => {
  expect(problems(`tls: ${values}\n${more}${shortest}`)).toEqual([
    expect.stringContaining(`1:1 missing-key: ${words}`),
  ]);
});

test('a certificate that is renewed as soon as it is made would be renewed without end', () => {
  const issued = (more: string): string => `tls: {source: certManager, issuer: {name: a}, ${more}}\n${shortest}`;
  expect(problems(issued('duration: 24h'))).toEqual([
    '1:57 invalid-value: tls.renewBefore 720h is not less than tls.duration 24h: a certificate would be renewed without end',
  ]);
  expect(problems(issued('renewBefore: 2160h'))).toEqual([expect.stringMatching(/^1:60 invalid-value/)]);
  expect(codes(issued('duration: 24h, renewBefore: 8h'))).toEqual([]);
});

describe('the common name of the client', () => {
  const commonName = (name: string, namespace: string) =>
    environment(`name: ${name}\nnamespace: ${namespace}\n${shortest}`).tls.client?.commonName ?? '';

  test('has at most 64 characters, and differs where the whole name does', () => {
    const name = 'n'.repeat(39);
    expect(commonName(name, 'm'.repeat(24))).toBe(`${name}.${'m'.repeat(24)}`);
    const [one, other] = ['a', 'b'].map((end) => commonName(name, 'm'.repeat(40) + end));
    expect(one).toMatch(/^n{39}\.m{7}-[0-9a-f]{16}$/);
    expect(one).toHaveLength(64);
    expect(one).not.toBe(other);
  });
});

describe('access.public', () => {
  const open = 'access: {public: {sourceRanges: [203.0.113.0/24], annotations: {lb.example.com/type: nlb}}}\n';

  test('is a Service with ranges', () => {
    expect(environment(open + shortest).publicAccess).toEqual({
      sourceRanges: ['203.0.113.0/24'],
      annotations: { 'lb.example.com/type': 'nlb' },
    });
    expect(environment(shortest).publicAccess).toBeUndefined();
  });

  test('needs TLS, also where the profile does not', () => {
    expect(environment(`profile: development\n${open}${shortest}`).tls.required).toBe(true);
    expect(problems(`tls: {required: false}\n${open}${shortest}`)).toEqual([
      '1:17 invalid-value: tls.required is false, but access.public needs TLS: passwords and data would cross the Internet in plain text',
    ]);
  });

  test('an empty list of ranges would let everybody in', () => {
    expect(codes(`access: {public: {sourceRanges: []}}\n${shortest}`)).toEqual(['invalid-value']);
  });

  test('annotations of others are refused', () => {
    const text = open.replace('lb.example.com/type: nlb', 'argocd.argoproj.io/hook: Sync') + shortest;
    expect(codes(text)).toEqual(['invalid-value']);
  });

  test('leaves who may connect from inside as it is', () => {
    expect(environment(open + shortest).accessFrom).toEqual([{}]);
  });
});

test('old versions of TLS are refused by name', () => {
  const text = 'database: {name: a, owner: a, parameters: {ssl_max_protocol_version: TLSv1.1}}\n';
  expect(problems(text)).toEqual([
    '1:70 parameter-value: ssl_max_protocol_version must be at least TLSv1.2, the oldest that is spoken',
  ]);
});
