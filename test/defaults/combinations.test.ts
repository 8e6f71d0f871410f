import * as fc from 'fast-check';
import { checkManifests } from '../../lib/checks';
import { scheduleFault } from '../../lib/checks/cron-schedules';
import { buildEnvironment } from '../../lib/constructs/environment';
import { meet } from '../../lib/defaults/calendar';
import type { DatabaseEnvironment, Environment, VdbEnvironment } from '../../lib/defaults/environment';
import { type Given, resolved } from './resolved';

/**
 * Values that are complete, with up to four of them changed into others that people write: each combination is accepted whole or refused
 * with its reasons, and nothing is half of both.
 */
const complete = {
  database: { name: 'a', owner: 'a', generation: 2 },
  backup: {
    method: 'pgBackRest',
    reason: null,
    repository: { type: 's3', bucket: 'backups', endpoint: 'minio', credentialsSecret: 'keys' },
    retention: { full: 4 },
  },
};

const schedules = ['H H * * *', 'H(0-3) 2 * * 0', '0 2 * * *', '*/5 * * * *', '0 0 30 2 *', 'H H 31 * 1', 'never'];
const changes: Readonly<Record<string, readonly unknown[]>> = {
  profile: ['production', 'development'],
  'database.storage': [{ ephemeral: true }, { walSize: '1Gi' }],
  'database.generation': [1, 3],
  'database.dataChecksums': [false],
  'database.enableChecksums': [true],
  suspended: [true],
  deletionPolicy: ['Retain', 'Delete'],
  backup: [null, { method: 'none' }, { method: 'none', reason: 'Rebuilt every night' }],
  'backup.method': ['pgBackRest', 'pgDump', 'none', null],
  'backup.reason': ['Rebuilt every night'],
  'backup.stanza': ['shop', null],
  'backup.repository': [{ type: 'volume', size: '9Gi' }, { type: 'volume', size: '1Mi' }, { type: 's3' }, null],
  'backup.repository.bucket': ['other', null],
  'backup.repository.keyType': ['shared', 'web-id'],
  'backup.repository.credentialsSecret': ['other', null],
  'backup.repository.ca': [
    { secret: 'a', key: 'b' },
    { file: 'ca.pem' },
    { key: 'a' },
    { configMap: 'a', secret: 'b', key: 'c' },
  ],
  'backup.repository.cipher': [{ secret: 'c', key: 'k', keptAt: 'vault' }],
  'backup.schedule.full': [...schedules, null],
  'backup.schedule.differential': schedules,
  'backup.schedule.incremental': [...schedules, null],
  'backup.schedule.timeZone': ['Europe/Berlin', 'Mars'],
  'backup.retention.full': [1, null],
  'backup.retention.days': [30],
  'backup.retention.differential': [2],
  'backup.compression': [{ type: 'lz4' }, { type: 'none' }, { level: 19 }, { type: 'gz', level: 12 }, null],
  'backup.deadlineSeconds': [60, null],
  'backup.verify.schedule': [...schedules, null],
  'backup.drill.schedule': [...schedules, null],
  'backup.drill.query': [{ sql: 'SELECT 1', equals: '1' }],
  bootstrap: [{ from: 'backup' }],
  'bootstrap.environment': ['clone', 'orders', 'lost'],
  'bootstrap.generation': [1, 2, 9],
  'bootstrap.repository': [
    { bucket: 'old', endpoint: 'minio', path: '/a' },
    { type: 'volume', path: '/a' },
  ],
  'bootstrap.target': [{ time: '2026-11-20T12:00:00Z' }, { time: '2026-02-30 12:00:00+01' }, { lsn: '0/1', xid: '1' }],
  'bootstrap.target.timeline': [2, 'latest'],
  'tls.source': ['generated', 'certManager', 'existing'],
  'tls.required': [true, false, null],
  'tls.issuer': [{ name: 'ca' }],
  'tls.duration': ['24h', null],
  'tls.secret': ['a'],
  'tls.clientSecret': ['b'],
  'access.public': [{ sourceRanges: ['203.0.113.0/24'] }],
  'network.s3': [{ namespace: 'storage' }, { namespace: 'storage', cidrs: ['10.0.0.0/8'] }],
  'checks.level': ['none', 'quick', 'full', null],
  'checks.schedule': [...schedules, null],
  'checks.full': [null, ...schedules.map((schedule) => ({ schedule }))],
  'checks.onSync': ['quick', 'full', 'none'],
  'checks.timeZone': ['Europe/Berlin', 'Mars', null],
  'checks.databases': [['a'], ['b', 'b'], ['all'], 'all'],
  'checks.skip': [
    ['tables', 'expect'],
    ['settings', 'checksums', 'collations', 'catalogues', 'files'],
  ],
  'checks.tables': [
    ['a'],
    ['a.b'],
    ['a', { schema: 'public', name: 'a', rows: 1 }],
    [{ database: 'b', name: 'a' }],
    [],
  ],
  'checks.expect': [
    [{ name: 'a', sql: 'SELECT 1', equals: '1' }],
    [{ name: 'a', database: 'b', sql: 'x', equals: '' }],
  ],
  'checks.statementSeconds': [60, 86_400, null],
  'checks.deadlineSeconds': [60, 604_800, null],
  'checks.report': [null, { size: '1Mi' }, { size: null }, { size: '9Gi', storageClass: 'slow', keep: 1 }],
  external: [{ host: 'db.example', secret: 'login' }, {}],
  'external.host': ['localhost', '10.0.0.1', 'db.example', null],
  'external.secret': ['other', null],
  'external.database': ['b'],
  'external.tls': [{ mode: 'require' }, { mode: 'require', ca: { secret: 'a', key: 'b' } }],
  'external.tls.ca': [{ secret: 'a', key: 'b' }, { configMap: 'a' }, { secret: 'a', configMap: 'b', key: 'c' }],
  'external.cidrs': [['192.0.2.0/24'], []],
  'vdb.source': [{ type: 'pvc-clone', reference: 'a' }, { type: 'dct-source' }, {}, null],
  'vdb.source.type': ['k8s-snapshot', 'pvc-adopt', null],
  'vdb.source.reference': ['10.0.1.54:largedb', 'a'],
  'vdb.source.namespace': ['other'],
  'vdb.database': [null, { passwordSecretRef: 'login' }],
  'vdb.credentials': [{ source: 'existing', secret: 'a' }, { source: 'externalSecret' }, { source: 'generated' }, {}],
  'vdb.enabled': [false],
  'vdb.mode': ['Standby'],
  'vdb.port': [6432, null],
  'vdb.podLabels': [{ app: 'a' }, {}],
  'vdb.postgresConfig': [{ work_mem: '4MB' }, { port: 1 }, { fsync: 'off' }],
  'vdb.hooks': [
    [{ name: 'a', stage: 'post-create', command: 'true', env: [{ name: 'A', value: 'b' }] }],
    [{ name: 'a', stage: 'post-create', sql: 'lost.sql' }],
    [{ name: 'a', stage: 'pre-delete' }],
  ],
  'vdb.actions': [{ one: { kind: 'VDBRefresh', spec: { a: [1] } } }],
  'vdb.resources': [{ requests: { cpu: null } }, { limits: { memory: '1Mi' } }],
  'credentials.source': ['existing', 'generated'],
  'credentials.secret': ['login'],
  'access.namespaces': [['shop'], []],
  'network.vdb': [{ operator: 'delphix', egress: [] }, { egress: [{}] }],
  vdbs: [{ a: {}, b: { port: 6432 } }, {}, { a: { source: { type: 'dct-source', reference: 'x' } } }],
  database: [null],
  quota: [{ cpu: '9', memory: '20Gi', storage: '900Gi' }, { cpu: '1' }],
};

/** Others run the server: what only one that runs here has is seldom beside it. */
const completeExternal = { external: { host: 'db.example', secret: 'login' } };
const completeVdb = { vdb: { source: { type: 'dct-source', reference: 'a' } } };

type Node = { [key: string]: unknown };

const change = (root: Node, [path, value]: readonly [string, unknown]): void => {
  const parts = path.split('.');
  let node = root;
  for (const part of parts.slice(0, -1)) {
    if (typeof node[part] !== 'object' || node[part] === null)
      node[part] = part === 'bootstrap' ? { from: 'backup' } : {};
    node = node[part] as Node;
  }
  node[parts.at(-1) ?? ''] = value;
};

const oneChange = fc.constantFrom(
  ...Object.entries(changes).flatMap(([path, all]) => all.map((value) => [path, value] as const)),
);
/** What is seldom changed beside each block. */
const foreign = {
  complete: /^(external|vdbs?|network\.vdb)\b|^database$/,
  completeVdb: /^(database|backup|bootstrap|tls|external|network\.s3)\b/,
  completeExternal: /^(database|backup|bootstrap|tls|access|credentials|network|vdbs?)\b/,
};
const bases = { complete, completeVdb, completeExternal };
const values = fc
  .tuple(
    fc.constantFrom('complete', 'complete', 'completeVdb', 'completeExternal'),
    fc.array(oneChange, { maxLength: 4 }),
    fc.nat(9),
  )
  .map(([base, all, keep]) => {
    const copy = structuredClone(bases[base]) as Node;
    const fitting = (path: string): boolean => !foreign[base].test(path);
    for (const one of structuredClone(all)) if (keep === 0 || fitting(one[0])) change(copy, one);
    return copy;
  });

const given: Given = {
  id: 'clone',
  others: {
    orders: `backup: {method: pgBackRest, reason: null, retention: {full: 1}, repository: {type: s3, bucket: backups, endpoint: minio, credentialsSecret: keys}}\ndatabase: {name: a, owner: a}\n`,
  },
};

const run = (data: unknown): Environment | readonly string[] => {
  const result = resolved(JSON.stringify(data), given);
  return 'diagnostics' in result ? result.diagnostics.map(({ message }) => message) : result.environment;
};

/** More of them by `PGFLEET_COMBINATIONS=20000 npx jest test/defaults/combinations`. */
const numRuns = Number(process.env.PGFLEET_COMBINATIONS ?? 500);

test('what is refused says what, each thing once', () => {
  fc.assert(
    fc.property(values, (data) => {
      const found = run(data);
      if (!Array.isArray(found)) return;
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found).size).toBe(found.length);
      for (const message of found) expect(message).not.toMatch(/undefined|NaN|\[object/);
    }),
    { numRuns },
  );
});

test('what is accepted has no hole', () => {
  const accepted = { database: 0, vdb: 0, external: 0 };
  fc.assert(
    fc.property(values, (data) => {
      const found = run(data);
      if (Array.isArray(found)) return;
      const env = found as Environment;
      accepted[env.kind] += 1;
      judge(env);
      if (env.kind === 'database') judgeDatabase(env);
    }),
    { numRuns },
  );
  expect(accepted.database).toBeGreaterThan(50);
  expect(accepted.vdb).toBeGreaterThan(20);
  expect(accepted.external).toBeGreaterThan(20);
});

/** Also of its manifests: none of the checks has anything to say. */
const judge = (env: Environment): void => {
  const manifests = buildEnvironment(env).map(({ manifest }) => manifest);
  expect(checkManifests('values.yaml', manifests)).toEqual([]);
  expect(JSON.stringify(manifests)).not.toMatch(/undefined|NaN|\[object/);
  judgeChecks(env);
  if (env.kind === 'database') return;
  expect(manifests.map(({ kind }) => kind)).not.toContain('StatefulSet');
  if (env.kind === 'vdb') judgeVdbs(env);
  else expect([env.external.host, env.external.secret]).not.toContain('');
};

const judgeVdbs = ({ vdbs, publicAccess, suspended }: VdbEnvironment): void => {
  expect(vdbs.length).toBeGreaterThan(0);
  for (const vdb of vdbs) {
    expect(Object.values({ ...vdb, ...vdb.source, ...vdb.database, secret: vdb.credentials.secret })).not.toContain('');
    expect(vdb.port * vdb.memoryLimitBytes * vdb.cpuRequestMillicores).toBeGreaterThan(0);
    if (suspended) expect(vdb.enabled).toBe(false);
    if (publicAccess !== undefined) expect(vdb.podLabels).toBeDefined();
  }
};

const judgeChecks = ({ kind, checks }: Environment): void => {
  if (checks.level === 'none') {
    expect(kind).not.toBe('external');
    return;
  }
  const times = [checks.schedule, ...(checks.fullSchedule === undefined ? [] : [checks.fullSchedule])];
  for (const schedule of times) expect(scheduleFault(schedule)).toBeUndefined();
  const [one, other] = times;
  if (one !== undefined && other !== undefined) expect(meet(one, other)).toBe(false);
  if (checks.level === 'full') expect(checks.fullSchedule).toBeUndefined();
  expect(checks.statementSeconds).toBeGreaterThan(0);
  expect(checks.statementSeconds).toBeLessThanOrEqual(checks.deadlineSeconds);
  if (checks.report !== undefined) expect(checks.report.sizeBytes).toBeGreaterThan(0);
  for (const { database } of [...checks.tables, ...checks.expectations]) {
    expect(database).not.toBe('');
    if (checks.databases !== 'all') expect(checks.databases).toContain(database);
  }
};

const judgeDatabase = (env: DatabaseEnvironment): void => {
  const { backup, bootstrap, tls, publicAccess, checks } = env;
  const { dataChecksums, enableChecksums, storage } = env.database;
  if (enableChecksums) expect([dataChecksums, storage.ephemeral]).toEqual([true, false]);
  if (checks.level !== 'none') {
    expect(tls.client).toBeDefined();
    if (storage.ephemeral) expect(checks.report).toBeUndefined();
  }
  if (publicAccess !== undefined) expect(tls.required).toBe(true);
  for (const { secret } of [tls.server, ...(tls.client === undefined ? [] : [tls.client])]) expect(secret).not.toBe('');
  const repositories = [...(backup.method === 'none' ? [] : backup.repositories), bootstrap?.repository];
  for (const repository of repositories) {
    if (repository?.type === 's3') {
      expect([repository.bucket, repository.endpoint, repository.region]).not.toContain('');
      expect(Object.values(repository.keys ?? {})).not.toContain('');
    }
    if (repository?.type === 'volume') expect(repository.sizeBytes).toBeGreaterThan(0);
    if (repository !== undefined) expect(repository.path).toMatch(/^(\/[-a-z0-9]+)+$/);
  }
  if (backup.method === 'none') return;
  expect(tls.client).toBeDefined();
  expect(backup.deadlineSeconds).toBeGreaterThan(0);
  const schedules = backup.method === 'pgDump' ? [backup.schedule] : backup.schedules.map(({ schedule }) => schedule);
  for (const schedule of schedules) expect(scheduleFault(schedule)).toBeUndefined();
  schedules.forEach((one, index) => {
    for (const other of schedules.slice(index + 1)) expect(meet(one, other)).toBe(false);
  });
  if (backup.method === 'pgDump') return;
  expect(backup.retention.full).toBeGreaterThan(0);
  expect(backup.schedules[0]?.type).toBe('full');
  expect(env.database.storage.ephemeral).toBe(false);
  for (const proof of [backup.verify, backup.drill])
    if (proof !== undefined) expect(scheduleFault(proof.schedule)).toBeUndefined();
  expect(backup.verify?.maxAgeSeconds ?? Number.POSITIVE_INFINITY).toBeGreaterThan(backup.deadlineSeconds);
};
