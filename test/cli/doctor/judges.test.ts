import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeKinds } from '../../../lib/cli/doctor/kinds';
import { judgeNode, judgeProgram, oldestNode } from '../../../lib/cli/doctor/machine';
import { judgePlugins } from '../../../lib/cli/doctor/policies';
import { judgeDist } from '../../../lib/cli/doctor/repository';
import { judgeStorage } from '../../../lib/cli/doctor/storage';
import { judgeVersion, supported } from '../../../lib/cli/doctor/version';
import { checks, exampleEnvironment, pgBackRest, volumeRepository } from '../../constructs/example-environment';
import { object } from '../status/example-place';

const root = join(__dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('Kubernetes', () => {
  test('the versions are those of the README', () => {
    expect(read('README.md')).toContain(`| Kubernetes | 1.${supported.oldest} to 1.${supported.newest};`);
  });

  test.each([
    ['30', 'failed', 'is older than 1.31 to 1.34'],
    ['31', 'ok', 'supported are'],
    ['34+', 'ok', 'supported are'],
    ['35', 'warning', 'is newer than'],
  ])('1.%s is %s', (minor, state, words) => {
    const answer = JSON.stringify({ major: '1', minor, gitVersion: `v1.${minor}.0` });
    expect(judgeVersion(answer)).toMatchObject({ state, words: expect.stringContaining(words) });
  });
});

describe('programs', () => {
  test('the oldest Node is that of package.json', () => {
    expect(JSON.parse(read('package.json')).engines.node).toBe(`>=${oldestNode}`);
    expect([judgeNode('20.0.0').state, judgeNode('18.20.1').state]).toEqual(['ok', 'failed']);
  });

  test.each([
    ['psql (PostgreSQL) 17.6 (Debian 17.6-1)', '17.6'],
    ['clientVersion:\n  gitVersion: v1.34.4\n', 'v1.34.4'],
    ['11.2.0', '11.2.0'],
  ])('of %j the version is shown', (output, words) => {
    expect(judgeProgram({ name: 'x', without: 'y', grave: true }, output)).toMatchObject({ state: 'ok', words });
  });

  test('one that is missing is as grave as what does not work without it', () => {
    expect(judgeProgram({ name: 'x', without: 'y', grave: true }, undefined)).toMatchObject({ state: 'failed' });
    expect(judgeProgram({ name: 'x', without: 'y', grave: false }, undefined)).toMatchObject({ state: 'warning' });
  });
});

describe('StorageClasses', () => {
  const standard = (annotations = {}, more = {}) =>
    object('StorageClass', 'standard', { metadata: { annotations }, ...more });
  const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  const { storage } = exampleEnvironment().database;
  const fast = exampleEnvironment({}, { storage: { ...storage, storageClass: 'fast' } });

  test.each([
    ['a default that grows', standard(isDefault, { allowVolumeExpansion: true }), 'ok', 'standard, for orders: grows'],
    ['a default that does not', standard(isDefault), 'warning', 'does not grow'],
    ['no default', standard({}, { allowVolumeExpansion: true }), 'failed', 'the cluster has no default, and orders'],
  ])('%s', (_, found, state, words) => {
    expect(judgeStorage([exampleEnvironment()], [found])).toMatchObject([
      { name: 'StorageClass', state, words: expect.stringContaining(words) },
    ]);
  });

  test('of two defaults the newest counts', () => {
    const old = object('StorageClass', 'old', {
      metadata: { annotations: isDefault, creationTimestamp: '2026-01-01T00:00:00Z' },
    });
    const young = object('StorageClass', 'young', {
      metadata: { annotations: isDefault, creationTimestamp: '2026-02-01T00:00:00Z' },
    });
    expect(judgeStorage([exampleEnvironment()], [old, young])[0]?.words).toMatch(/^young/);
  });

  test('one that is named must be there', () => {
    expect(judgeStorage([fast], [standard(isDefault)])).toMatchObject([
      { name: 'StorageClass fast', state: 'failed', words: 'there is none, and orders needs it' },
    ]);
  });

  test('those of reports and of a repository count as well', () => {
    const volume = { ...volumeRepository, type: 'volume', size: '1Gi', sizeBytes: 1, storageClass: 'cheap' } as const;
    const env = exampleEnvironment(
      {
        checks: { ...checks, report: { size: '1Gi', sizeBytes: 1, storageClass: 'slow', keep: 3 } },
        backup: { ...pgBackRest, repositories: [volume] },
      },
      { storage: { ...storage, ephemeral: true } },
    );
    expect(judgeStorage([env], []).map(({ name }) => name)).toEqual(['StorageClass slow', 'StorageClass cheap']);
  });
});

describe('kinds', () => {
  const resources = [
    'postgresvdbs                core.delphix.com/v1alpha1   true   PostgresVDB',
    'pods                po      v1                          true   Pod',
  ].join('\n');

  test('a kind that the cluster serves is well, with and without short names', () => {
    const wanted = new Map([
      ['core.delphix.com/v1alpha1 PostgresVDB', ['orders']],
      ['v1 Pod', ['orders']],
    ]);
    expect(judgeKinds(wanted, resources).map(({ state }) => state)).toEqual(['ok', 'ok']);
  });

  test('another version of it is not that kind', () => {
    expect(judgeKinds(new Map([['core.delphix.com/v1 PostgresVDB', ['orders']]]), resources)).toEqual([
      {
        name: 'PostgresVDB',
        state: 'failed',
        words: 'core.delphix.com/v1 is not installed, and orders has one',
        next: 'the chart of the operator of Delphix: docs/vdb.md',
      },
    ]);
  });
});

test.each([
  [['calico-node', 'kube-proxy'], 'ok', 'Calico enforces'],
  [['cilium'], 'ok', 'Cilium enforces'],
  [['canal', 'kube-flannel-ds'], 'ok', 'Calico enforces'],
  [['aws-node'], 'unknown', 'whether it does is not known'],
  [['kube-flannel-ds'], 'warning', 'enforces none'],
  [['kube-proxy'], 'unknown', 'no plugin that is known here'],
])('policies with %j', (daemonSets, state, words) => {
  expect(judgePlugins(daemonSets)).toMatchObject({ state, words: expect.stringContaining(words) });
});

describe('dist/', () => {
  const drift = { missing: [], stale: [], superfluous: [], diagnostics: [] };
  const result = { environments: 1, notices: [], beside: [], drift };

  test('is fresh, or what is stale is named', () => {
    expect(judgeDist(result)).toMatchObject({ state: 'ok' });
    expect(judgeDist({ ...result, drift: { ...drift, stale: ['orders/Service.postgres.yaml'] } })).toEqual({
      name: 'dist',
      state: 'failed',
      words: '1 files are stale, as orders/Service.postgres.yaml',
      next: 'npm run synth',
    });
  });

  test('is not compared where the values are wrong', () => {
    expect(judgeDist({ diagnostics: [] })).toMatchObject({ name: 'values', state: 'failed' });
  });
});
