import type { Manifest } from '../../manifest';
import { kindOf, podSpecSteps } from '../object';
import { isAt, type Steps } from '../path';

type Defaults = Readonly<Record<string, unknown>>;

/**
 * What the API server writes where a field is absent: to write the same is no change. Source: kubernetes pkg/apis, `defaults.go` of core,
 * apps, batch, networking, storage and rbac. Booleans and numbers whose zero the API does not tell from an absent field are here too.
 */
const ofKinds: Readonly<Record<string, Defaults>> = {
  'apps/StatefulSet': {
    'spec.replicas': 1,
    'spec.podManagementPolicy': 'OrderedReady',
    'spec.revisionHistoryLimit': 10,
    'spec.minReadySeconds': 0,
    'spec.updateStrategy.type': 'RollingUpdate',
    'spec.updateStrategy.rollingUpdate.partition': 0,
    'spec.persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain',
    'spec.persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
    'spec.volumeClaimTemplates.*.apiVersion': 'v1',
    'spec.volumeClaimTemplates.*.kind': 'PersistentVolumeClaim',
    'spec.volumeClaimTemplates.*.spec.volumeMode': 'Filesystem',
  },
  'apps/Deployment': {
    'spec.replicas': 1,
    'spec.revisionHistoryLimit': 10,
    'spec.progressDeadlineSeconds': 600,
    'spec.minReadySeconds': 0,
    'spec.paused': false,
    'spec.strategy.type': 'RollingUpdate',
    'spec.strategy.rollingUpdate.maxSurge': '25%',
    'spec.strategy.rollingUpdate.maxUnavailable': '25%',
  },
  'apps/DaemonSet': {
    'spec.revisionHistoryLimit': 10,
    'spec.minReadySeconds': 0,
    'spec.updateStrategy.type': 'RollingUpdate',
    'spec.updateStrategy.rollingUpdate.maxSurge': 0,
    'spec.updateStrategy.rollingUpdate.maxUnavailable': 1,
  },
  'apps/ReplicaSet': { 'spec.replicas': 1, 'spec.minReadySeconds': 0 },
  'batch/Job': {
    'spec.backoffLimit': 6,
    'spec.completionMode': 'NonIndexed',
    'spec.parallelism': 1,
    'spec.suspend': false,
  },
  'batch/CronJob': {
    'spec.concurrencyPolicy': 'Allow',
    'spec.failedJobsHistoryLimit': 1,
    'spec.successfulJobsHistoryLimit': 3,
    'spec.suspend': false,
    'spec.jobTemplate.spec.backoffLimit': 6,
    'spec.jobTemplate.spec.completionMode': 'NonIndexed',
    'spec.jobTemplate.spec.parallelism': 1,
    'spec.jobTemplate.spec.completions': 1,
    'spec.jobTemplate.spec.suspend': false,
  },
  'core/Service': {
    'spec.type': 'ClusterIP',
    'spec.sessionAffinity': 'None',
    'spec.internalTrafficPolicy': 'Cluster',
    'spec.externalTrafficPolicy': 'Cluster',
    'spec.allocateLoadBalancerNodePorts': true,
    'spec.publishNotReadyAddresses': false,
    'spec.ports.*.protocol': 'TCP',
  },
  'core/PersistentVolumeClaim': { 'spec.volumeMode': 'Filesystem' },
  'core/PersistentVolume': { 'spec.volumeMode': 'Filesystem', 'spec.persistentVolumeReclaimPolicy': 'Retain' },
  'core/Secret': { type: 'Opaque', immutable: false },
  'core/ConfigMap': { immutable: false },
  'core/ServiceAccount': { automountServiceAccountToken: true },
  'core/Namespace': { 'spec.finalizers': ['kubernetes'] },
  'storage.k8s.io/StorageClass': {
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
    allowVolumeExpansion: false,
  },
  'rbac.authorization.k8s.io/RoleBinding': { 'roleRef.apiGroup': 'rbac.authorization.k8s.io' },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { 'roleRef.apiGroup': 'rbac.authorization.k8s.io' },
  'scheduling.k8s.io/PriorityClass': { globalDefault: false, preemptionPolicy: 'PreemptLowerPriority' },
  'autoscaling/HorizontalPodAutoscaler': { 'spec.minReplicas': 1 },
};

/** Below the spec of a Pod. */
const ofPods: Defaults = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
  hostNetwork: false,
  hostPID: false,
  hostIPC: false,
  'volumes.*.configMap.defaultMode': 0o644,
  'volumes.*.secret.defaultMode': 0o644,
  'volumes.*.projected.defaultMode': 0o644,
  'volumes.*.downwardAPI.defaultMode': 0o644,
  'volumes.*.hostPath.type': '',
  'volumes.*.persistentVolumeClaim.readOnly': false,
  'volumes.*.ephemeral.volumeClaimTemplate.spec.volumeMode': 'Filesystem',
};

const probe: Defaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

/** Below a container. */
const ofContainers: Defaults = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  'ports.*.protocol': 'TCP',
  'env.*.value': '',
  'env.*.valueFrom.fieldRef.apiVersion': 'v1',
  'volumeMounts.*.readOnly': false,
  ...Object.fromEntries(
    ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => [
      ...Object.entries(probe).map(([field, value]) => [`${name}.${field}`, value]),
      [`${name}.httpGet.scheme`, 'HTTP'],
      [`${name}.httpGet.path`, '/'],
    ]),
  ),
};

const containerLists = ['containers', 'initContainers'];

/** The value that an absent field gets; undefined where it stays absent. */
export const apiDefault = (manifest: Pick<Manifest, 'apiVersion' | 'kind'>, steps: Steps): unknown => {
  const pod = podSpecSteps(manifest);
  const inPod = pod !== undefined && pod.length < steps.length && pod.every((step, index) => step === steps[index]);
  if (!inPod) return at(ofKinds[kindOf(manifest)], steps);
  const below = steps.slice(pod.length);
  return containerLists.includes(below[0] ?? '') && below.length > 2
    ? at(ofContainers, below.slice(2))
    : at(ofPods, below);
};

const at = (defaults: Defaults | undefined, steps: Steps): unknown => {
  for (const [path, value] of Object.entries(defaults ?? {})) if (isAt(steps, path)) return value;
  return undefined;
};

/** Maps that are the same when empty and when absent: the API server keeps no empty ones, or writes them itself. */
export const emptyIsAbsent: ReadonlySet<string> = new Set([
  'metadata',
  'labels',
  'annotations',
  'resources',
  'nodeSelector',
  'limits',
  'requests',
  'data',
  'binaryData',
  'stringData',
  'matchLabels',
  'strategy',
  'updateStrategy',
]);
