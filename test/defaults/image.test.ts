import { codes, environment, problems, shortest } from './resolved';

const image = (reference: string): string => `images: {postgres: "${reference}"}\n${shortest}`;
const digest = `@sha256:${'a'.repeat(64)}`;

test.each([
  'postgres:17',
  'postgres:17.6-bookworm',
  'registry.example:5000/team/pgfleet-postgres:2025.11.20',
  'registry.example/pgfleet-postgres:1.4.0',
  'registry.alpine.example/postgres:17',
  `registry.example/postgres${digest}`,
  `registry.example/postgres:17${digest}`,
  'registry.example/postgres:stable',
])('%s may serve PostgreSQL 17', (reference) => expect(environment(image(reference)).images.postgres).toBe(reference));

test.each([
  ['postgres:17-alpine', 'uid 70 and another C library'],
  ['corp/alpine-postgres:17', 'uid 70 and another C library'],
  ['registry.example/bitnami/postgresql:17.6.0', 'uid 1001'],
  ['ghcr.io/cloudnative-pg/postgresql:17.6', 'uid 26'],
  ['postgres:15.8', 'another major'],
  ['postgres:18', 'another major'],
  [`postgres:15${digest}`, 'another major'],
])('%s cannot: %s', (reference) => expect(codes(image(reference))).toEqual(['image']));

test('a table of images must hold the major', () => {
  expect(environment(`images: {postgres: {"17": "a/b:17", "18": "a/b:18"}}\n${shortest}`).images.postgres).toBe(
    'a/b:17',
  );
  expect(codes(`images: {postgres: {"18": "a/b:18"}}\n${shortest}`)).toEqual(['image']);
});

test('tools have an image of their own, or that of PostgreSQL', () => {
  expect(environment(`images: {postgres: "a/b:17", tools: "a/t:1"}\n${shortest}`).images).toEqual({
    postgres: 'a/b:17',
    tools: 'a/t:1',
  });
});

test('dumps are made by tools that are not older than the server', () => {
  const backup =
    'backup: {method: pgDump, reason: null, repository: {type: volume, size: 9Gi}, retention: {full: 1}}\n';
  const tools = (tag: string): string => `images: {tools: "a/tools:${tag}"}\n${backup}${shortest}`;
  expect(problems(tools('15'))).toEqual([
    '1:17 image: the tag says PostgreSQL 15, but database.version is "17": pg_dump refuses a server that is newer than itself',
  ]);
  for (const tag of ['17', '18', '2026.11.1']) expect(codes(tools(tag))).toEqual([]);
});

test('checks are made by tools that are not older than the server', () => {
  const tools = `images: {tools: "a/tools:15"}\n`;
  expect(problems(`${tools}${shortest}`)).toEqual([
    '1:17 image: the tag says PostgreSQL 15, but database.version is "17": pg_basebackup refuses a server that is newer than itself',
  ]);
  expect(codes(`${tools}checks: {level: none}\n${shortest}`)).toEqual([]);
});

test('tools are used for dumps and for checks, also where nothing is generated', () => {
  const existing = 'credentials: {source: existing, secret: a}\ntls: {source: existing, secret: b, clientSecret: c}\n';
  const backup =
    'backup: {method: pgDump, reason: null, repository: {type: volume, size: 9Gi}, retention: {full: 1}}\n';
  for (const job of [`checks: {level: none}\n${backup}`, 'checks: {level: quick}\n'])
    expect(environment(`images: {tools: "a/tools:17"}\n${existing}${job}${shortest}`).images.tools).toBe('a/tools:17');
});
