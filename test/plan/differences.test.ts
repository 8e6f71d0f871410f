import type { Manifest } from '../../lib/manifest';
import { differences } from '../../lib/plan/differences';
import { claim, container, object, statefulSet } from './manifests';

const paths = (before: Manifest, after: Manifest): readonly string[] =>
  differences(before, after).map(({ path }) => path);

const env = (...names: readonly string[]) => container({ env: names.map((name) => ({ name, value: name })) });
const service = (spec: Readonly<Record<string, unknown>>): Manifest => object('v1/Service', { spec });

test('an object that is the same has no difference, whatever the order of its keys', () => {
  const { apiVersion, kind, metadata, ...rest } = statefulSet();
  expect(differences(statefulSet(), { ...rest, metadata, kind, apiVersion } as Manifest)).toEqual([]);
});

test('a field carries its values', () => {
  expect(differences(claim('1Gi'), claim('2Gi'))).toEqual([
    {
      steps: ['spec', 'resources', 'requests', 'storage'],
      path: 'spec.resources.requests.storage',
      before: '1Gi',
      after: '2Gi',
    },
  ]);
});

test('an item of a list is named by what tells it apart', () => {
  const image = (image: string) => statefulSet({ containers: [container({ image })] });
  expect(paths(image('postgres:17'), image('postgres:18'))).toEqual(['spec.template.spec.containers[postgres].image']);
});

test('a key that is no name is quoted', () => {
  const labelled = (value: string) => object('v1/Service', {}, { labels: { 'app.kubernetes.io/version': value } });
  expect(paths(labelled('15'), labelled('17'))).toEqual(['metadata.labels["app.kubernetes.io/version"]']);
});

test.each([
  ['1Gi', '1024Mi', []],
  ['1Gi', '1073741824', []],
  ['1Gi', '2Gi', ['spec.resources.requests.storage']],
])('a claim of %s and one of %s', (from, to, expected) => {
  expect(paths(claim(from), claim(to))).toEqual(expected);
});

test('an amount in a template that the API server would write in another way is a difference: the template is compared as text', () => {
  const memory = (memory: string) => statefulSet({ containers: [container({ resources: { limits: { memory } } })] });
  expect(paths(memory('1Gi'), memory('1024Mi'))).toEqual([]);
  expect(paths(memory('1Gi'), memory('1073741824'))).toHaveLength(1);
});

test('cores are compared as an amount', () => {
  const cpu = (cpu: string | number) => statefulSet({ containers: [container({ resources: { requests: { cpu } } })] });
  expect(paths(cpu('500m'), cpu(0.5))).toEqual([]);
  expect(paths(cpu('500m'), cpu('0.6'))).toHaveLength(1);
});

test('what the API server would write itself is no difference', () => {
  const written = statefulSet(
    { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, securityContext: {} },
    {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    },
  );
  expect(paths(statefulSet({ securityContext: {} }), written)).toEqual([]);
  expect(paths(written, statefulSet({ securityContext: {} }))).toEqual([]);
});

test('another value than the standard is a difference', () => {
  expect(paths(statefulSet(), statefulSet({}, { replicas: 2 }))).toEqual(['spec.replicas']);
});

test('null and an empty list are absent', () => {
  expect(paths(service({ externalIPs: [], selector: null }), service({}))).toEqual([]);
});

test('an empty list of rules for traffic out of a Pod is not absent: it forbids all', () => {
  const policy = (spec: Readonly<Record<string, unknown>>) => object('networking.k8s.io/v1/NetworkPolicy', { spec });
  expect(paths(policy({}), policy({ egress: [] }))).toEqual(['spec.egress']);
});

test('status and what the API server keeps in metadata are not looked at', () => {
  const live = {
    ...service({}),
    status: { loadBalancer: {} },
    metadata: { ...service({}).metadata, uid: '1', resourceVersion: '2' },
  };
  expect(paths(service({}), live)).toEqual([]);
});

describe('the order', () => {
  test('of the ports of a Service says nothing', () => {
    const [a, b] = [
      { port: 1, name: 'a' },
      { port: 2, name: 'b' },
    ];
    expect(paths(service({ ports: [a, b] }), service({ ports: [b, a] }))).toEqual([]);
  });

  test('of variables in the template of a Job that runs on a schedule says nothing', () => {
    const cron = (...names: readonly string[]) =>
      object('batch/v1/CronJob', {
        spec: { jobTemplate: { spec: { template: { spec: { containers: [env(...names)] } } } } },
      });
    expect(paths(cron('A', 'B'), cron('B', 'A'))).toEqual([]);
  });

  test('of variables counts where one names another', () => {
    const cron = (...names: readonly string[]) =>
      object('batch/v1/CronJob', {
        spec: { jobTemplate: { spec: { template: { spec: { containers: [env(...names)] } } } } },
      });
    expect(paths(cron('A', '$(A)'), cron('$(A)', 'A'))).toHaveLength(1);
  });

  test('of arguments counts', () => {
    const args = (...args: readonly string[]) => object('v1/Pod', { spec: { containers: [container({ args })] } });
    expect(paths(args('a', 'b'), args('b', 'a'))).toEqual(['spec.containers[postgres].args']);
  });

  test('of rules and their verbs says nothing', () => {
    const role = (...verbs: readonly string[]) =>
      object('rbac.authorization.k8s.io/v1/Role', { rules: [{ apiGroups: [''], resources: ['secrets'], verbs }] });
    expect(paths(role('get', 'list'), role('list', 'get'))).toEqual([]);
  });

  test('counts in the template of a workload, which is compared as text', () => {
    const pod = (...names: readonly string[]) => statefulSet({ containers: [env(...names)] });
    expect(paths(pod('A', 'B'), pod('B', 'A'))).toEqual(['spec.template.spec.containers[postgres].env']);
  });
});

test('of a kind that is not known every byte counts', () => {
  const custom = (list: readonly string[]) => object('example.org/v1/Thing', { spec: { values: list } });
  expect(paths(custom(['a', 'b']), custom(['b', 'a']))).toEqual(['spec.values']);
});
