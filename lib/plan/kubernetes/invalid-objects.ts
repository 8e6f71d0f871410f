import type { Manifest } from '../../manifest';
import { fieldsAt, itemsAt, textsAt, valueAt } from '../object';
import { exceeds } from './amount';
import { isSchedule } from './cron-schedule';

/** Something that the API server accepts in no object of the kind. */
export interface Fault {
  readonly path: string;
  readonly why: string;
}

/** What makes an object invalid by itself, whatever it was before. */
export interface Validity {
  readonly kinds: readonly string[];
  readonly faults: (manifest: Manifest) => readonly Fault[];
}

const when = (wrong: boolean, path: string, why: string): readonly Fault[] => (wrong ? [{ path, why }] : []);

const levels = ['privileged', 'baseline', 'restricted'];

/** Source: kubernetes pkg/apis/*\/validation, release 1.34; those that a person writes wrong. */
export const validObjects: readonly Validity[] = [
  {
    kinds: ['core/Service'],
    faults: (service) => {
      const names = itemsAt(service, 'spec', 'ports').map(({ name }) => name);
      return when(new Set(names).size < names.length, 'spec.ports', 'two ports have one name');
    },
  },
  {
    kinds: ['networking.k8s.io/NetworkPolicy'],
    faults: (policy) =>
      ['ingress', 'egress'].flatMap((way) =>
        itemsAt(policy, 'spec', way)
          .flatMap((rule) => [...itemsAt(rule, 'from'), ...itemsAt(rule, 'to')])
          .map(({ ipBlock }) => valueAt(ipBlock, 'cidr'))
          .filter((cidr) => cidr !== undefined && !isNetwork(String(cidr)))
          .map((cidr) => ({ path: `spec.${way}`, why: `${String(cidr)} is no network` })),
      ),
  },
  {
    kinds: ['core/Namespace'],
    faults: (namespace) =>
      Object.entries(fieldsAt(namespace, 'metadata', 'labels'))
        .filter(([label]) => /^pod-security\.kubernetes\.io\/(enforce|audit|warn)$/.test(label))
        .filter(([, level]) => !levels.includes(String(level)))
        .map(([label, level]) => ({
          path: `metadata.labels["${label}"]`,
          why: `${String(level)} is no level of Pod Security`,
        })),
  },
  {
    kinds: ['core/ConfigMap'],
    faults: (map) =>
      Object.keys(fieldsAt(map, 'binaryData'))
        .filter((key) => valueAt(map, 'data', key) !== undefined)
        .map((key) => ({ path: 'binaryData', why: `the key ${key} stands in data as well` })),
  },
  {
    kinds: ['policy/PodDisruptionBudget'],
    faults: (budget) =>
      when(
        valueAt(budget, 'spec', 'minAvailable') !== undefined &&
          valueAt(budget, 'spec', 'maxUnavailable') !== undefined,
        'spec.minAvailable',
        'minAvailable and maxUnavailable exclude each other',
      ),
  },
  {
    kinds: ['autoscaling/HorizontalPodAutoscaler'],
    faults: (scaler) =>
      when(
        Number(valueAt(scaler, 'spec', 'minReplicas') ?? 1) > Number(valueAt(scaler, 'spec', 'maxReplicas') ?? 1),
        'spec.minReplicas',
        'the least is above the most',
      ),
  },
  {
    kinds: ['batch/CronJob'],
    faults: (job) => [
      ...when(
        !isSchedule(String(valueAt(job, 'spec', 'schedule') ?? '')),
        'spec.schedule',
        `${String(valueAt(job, 'spec', 'schedule'))} is no schedule`,
      ),
      ...when(job.metadata.name.length > 52, 'metadata.name', 'the name of a CronJob has at most 52 characters'),
    ],
  },
  {
    kinds: ['core/LimitRange'],
    faults: (range) =>
      itemsAt(range, 'spec', 'limits').flatMap((limit) =>
        Object.entries(fieldsAt(limit, 'default'))
          .filter(([resource, amount]) => exceeds(amount, valueAt(limit, 'max', resource)))
          .map(([resource]) => ({ path: 'spec.limits', why: `the default of ${resource} is above its max` })),
      ),
  },
  {
    kinds: ['core.delphix.com/PostgresVDB'],
    faults: (vdb) => {
      const port = Number(valueAt(vdb, 'spec', 'port') ?? 5432);
      const type = valueAt(vdb, 'spec', 'source', 'type');
      return [
        ...when(port < 1024 || port > 49151, 'spec.port', 'a port is 1024 to 49151'),
        ...when(
          type !== undefined && !vdbSources.includes(String(type)),
          'spec.source.type',
          'there is no such source',
        ),
      ];
    },
  },
  {
    kinds: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
    faults: (role) =>
      itemsAt(role, 'rules').flatMap((rule) =>
        when(textsAt(rule, 'verbs').length === 0, 'rules', 'a rule without verbs'),
      ),
  },
];

/** Source: the definition of PostgresVDB, core.delphix.com/v1alpha1. */
const vdbSources = ['dct-source', 'pvc-clone', 'k8s-snapshot', 'pvc-adopt'];

const isNetwork = (text: string): boolean => {
  const [address = '', bits = ''] = text.split('/');
  if (!/^\d{1,3}$/.test(bits)) return false;
  if (address.includes(':')) return /^[0-9a-f:.]+$/i.test(address) && Number(bits) <= 128;
  const bytes = address.split('.');
  return (
    bytes.length === 4 && bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256) && Number(bits) <= 32
  );
};
