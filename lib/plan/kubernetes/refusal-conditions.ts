import type { Difference } from '../differences';
import { valueAt } from '../object';
import { isBelow } from '../path';
import type { ObjectChange, PlanContext } from '../rule';

/** Below 1.33 the answer is no; without a version the stricter one holds. */
export const isOlderThan =
  (minor: number) =>
  (_: Difference, __: ObjectChange, { kubernetes }: PlanContext): boolean =>
    kubernetes === undefined || Number(/^v?1\.(\d+)/.exec(kubernetes)?.[1] ?? 0) < minor;

/** What a suspended Job that never ran may still change. Source: kubernetes pkg/registry/batch/job/strategy.go. */
const ofIdleJobs = [
  'spec.template.metadata.labels',
  'spec.template.metadata.annotations',
  'spec.template.spec.nodeSelector',
  'spec.template.spec.affinity',
  'spec.template.spec.tolerations',
  'spec.template.spec.schedulingGates',
];

export const isOfIdleJob = ({ steps }: Difference, { kind, before }: ObjectChange): boolean =>
  kind === 'batch/Job' &&
  valueAt(before, 'spec', 'suspend') === true &&
  ofIdleJobs.some((path) => isBelow(steps, path));

export const completionsFollow = ({ steps }: Difference, { before, after }: ObjectChange): boolean =>
  isBelow(steps, 'spec.completions') &&
  valueAt(before, 'spec', 'completionMode') === 'Indexed' &&
  valueAt(after, 'spec', 'completions') === valueAt(after, 'spec', 'parallelism');

/** Sources of volumes and all else of a PersistentVolume, but for these. */
const ofVolumes = [
  'spec.capacity',
  'spec.accessModes',
  'spec.persistentVolumeReclaimPolicy',
  'spec.storageClassName',
  'spec.mountOptions',
  'spec.claimRef',
  'spec.volumeAttributesClassName',
];

const ofPods = ['spec.activeDeadlineSeconds', 'spec.tolerations', 'spec.schedulingGates'];

export const mayChangeInPod = ({ steps }: Difference): boolean =>
  ofPods.some((path) => isBelow(steps, path)) ||
  isBelow(steps, 'spec.containers.*.image') ||
  isBelow(steps, 'spec.initContainers.*.image');

export const staysInVolume = ({ steps, before }: Difference): boolean =>
  !ofVolumes.some((path) => isBelow(steps, path)) && (!isBelow(steps, 'spec.nodeAffinity') || before !== undefined);

/** `dataSource` that is dropped comes back from `dataSourceRef`, which the API server filled in. Seen on a real API server. */
export const isKeptByReference = ({ steps, after: now }: Difference, { before }: ObjectChange): boolean =>
  isBelow(steps, 'spec.dataSource') && now === undefined && valueAt(before, 'spec', 'dataSourceRef') === undefined;

/** What Git never had, no apply takes away. Seen on a real API server; a Deployment's and a DaemonSet's may change. */
export const leavesRollingUpdate = (_: Difference, { before, after }: ObjectChange): boolean =>
  valueAt(after, 'spec', 'updateStrategy', 'type') === 'OnDelete' &&
  (valueAt(before, 'spec', 'updateStrategy', 'type') ?? 'RollingUpdate') === 'RollingUpdate' &&
  valueAt(before, 'spec', 'updateStrategy', 'rollingUpdate') === undefined;
