import type { Difference } from '../differences';
import { valueAt } from '../object';
import type { ObjectChange, PlanContext } from '../rule';
import {
  completionsFollow,
  isKeptByReference,
  isOfIdleJob,
  isOlderThan,
  leavesRollingUpdate,
  mayChangeInPod,
  staysInVolume,
} from './refusal-conditions';

/** A field that the API server does not let change once the object exists. */
export interface RefusedField {
  readonly kinds: readonly string[];
  /** Patterns of `isBelow`. */
  readonly paths: readonly string[];
  /** Absent: always. */
  readonly when?: (difference: Difference, change: ObjectChange, context: PlanContext) => boolean;
  readonly why: string;
  readonly remedy: string;
  readonly unknown?: string;
}

const orphan =
  'delete the workload and leave its Pods (kubectl delete --cascade=orphan), then sync: the new one adopts them. Or give it another name';
const anew = 'make a second object under another name, move to it, and remove this one in a later merge';
const deleteFirst = 'delete the object by hand, then sync: it is made anew';

const anotherClaim =
  'make a claim of another name (for a database: raise database.generation), and copy or restore the data into it';

const wasSet = ({ before }: Difference): boolean => before !== undefined;

/** Pods that a controller of another name stops and makes. */
const workloads = ['apps/StatefulSet', 'apps/Deployment', 'apps/DaemonSet', 'apps/ReplicaSet'];

/** Source: kubernetes pkg/apis/*\/validation and pkg/registry, release 1.34; tried on a real API server (docs/plan/accuracy.md). */
export const refusedFields: readonly RefusedField[] = [
  {
    kinds: ['apps/StatefulSet'],
    paths: ['spec.serviceName', 'spec.selector', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
    why: 'a StatefulSet keeps it for life',
    remedy: orphan,
  },
  {
    kinds: ['apps/StatefulSet'],
    paths: ['spec.revisionHistoryLimit'],
    when: isOlderThan(33),
    why: 'an API server before 1.33 keeps it for life',
    remedy: orphan,
    unknown: 'the version of the API server',
  },
  {
    kinds: ['apps/StatefulSet'],
    paths: ['spec.updateStrategy'],
    when: leavesRollingUpdate,
    why: 'the API server filled rollingUpdate in, an apply leaves it there, and OnDelete excludes it',
    remedy: 'write rollingUpdate: {partition: 0} out in one merge, and take it out together with the type in the next',
  },
  {
    kinds: workloads.filter((kind) => kind !== 'apps/StatefulSet'),
    paths: ['spec.selector'],
    why: 'the selector of a workload is kept for life',
    remedy: orphan,
  },
  {
    kinds: ['core/PersistentVolumeClaim'],
    paths: [
      'spec.accessModes',
      'spec.volumeMode',
      'spec.selector',
      'spec.dataSource',
      'spec.dataSourceRef',
      'spec.resources.limits',
    ],
    when: (difference, change) => !isKeptByReference(difference, change),
    why: 'a claim keeps it for life',
    remedy: anotherClaim,
  },
  {
    kinds: ['core/PersistentVolumeClaim'],
    paths: ['spec.storageClassName'],
    when: wasSet,
    why: 'a claim keeps its class for life',
    remedy: anotherClaim,
  },
  {
    kinds: ['core/PersistentVolumeClaim'],
    paths: ['spec.storageClassName'],
    why: 'a claim keeps its class for life, and it has the one that was the default when it was made',
    remedy: anotherClaim,
    unknown: "the cluster's default StorageClass: to name that one changes nothing",
  },
  {
    kinds: ['core/PersistentVolumeClaim'],
    paths: ['spec.volumeName'],
    why: 'a claim that is bound stays with its volume',
    remedy: anew,
  },
  {
    kinds: ['core/PersistentVolume'],
    paths: ['spec'],
    when: staysInVolume,
    why: 'a volume keeps its source, its mode and its nodes for life',
    remedy: anew,
  },
  {
    kinds: ['core/Service'],
    paths: ['spec.loadBalancerClass'],
    when: (_, { after }) => valueAt(after, 'spec', 'type') === 'LoadBalancer',
    why: 'it stays as long as the Service is a LoadBalancer',
    remedy: anew,
  },
  {
    kinds: ['core/Service'],
    paths: ['spec.healthCheckNodePort'],
    when: wasSet,
    why: 'it stays once it is given',
    remedy: anew,
  },
  {
    kinds: ['batch/Job'],
    paths: [
      'spec.template',
      'spec.selector',
      'spec.completionMode',
      'spec.podFailurePolicy',
      'spec.backoffLimitPerIndex',
      'spec.managedBy',
      'spec.successPolicy',
      'spec.completions',
    ],
    when: (difference, change) => !isOfIdleJob(difference, change) && !completionsFollow(difference, change),
    why: 'a Job keeps it for life',
    remedy:
      'give the Job a name that carries a hash of its template, make it a hook of Argo CD, or delete it by hand before the sync',
  },
  {
    kinds: ['core/Pod'],
    paths: ['spec'],
    when: (difference) => !mayChangeInPod(difference),
    why: 'of a running Pod only images may change, and little else',
    remedy: deleteFirst,
  },
  {
    kinds: ['core/Secret'],
    paths: ['type'],
    why: 'a Secret keeps its type for life',
    remedy: deleteFirst,
  },
  {
    kinds: ['core/ConfigMap', 'core/Secret'],
    paths: ['data', 'binaryData', 'stringData', 'immutable'],
    when: (_, { before }) => valueAt(before, 'immutable') === true,
    why: 'it is immutable: true',
    remedy: 'give the new content another name, and name that in the Pods',
  },
  {
    kinds: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
    paths: ['roleRef'],
    why: 'a binding keeps its role for life',
    remedy: anew,
  },
  {
    kinds: ['storage.k8s.io/StorageClass'],
    paths: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
    why: 'a StorageClass keeps it for life',
    remedy: anew,
  },
  {
    kinds: ['storage.k8s.io/VolumeAttributesClass'],
    paths: ['driverName', 'parameters'],
    why: 'the class keeps it for life',
    remedy: anew,
  },
  {
    kinds: ['scheduling.k8s.io/PriorityClass'],
    paths: ['value', 'preemptionPolicy'],
    why: 'a PriorityClass keeps it for life',
    remedy: anew,
  },
  {
    kinds: ['networking.k8s.io/IngressClass'],
    paths: ['spec.controller'],
    why: 'an IngressClass keeps its controller for life',
    remedy: anew,
  },
  {
    kinds: ['core/ResourceQuota'],
    paths: ['spec.scopes', 'spec.scopeSelector'],
    why: 'a quota keeps its scopes for life',
    remedy: anew,
  },
];
