import type { Live, Snapshot } from './plan-snapshot';
import { isReady } from './pod';

type Fields = Readonly<Record<string, unknown>>;
const at = (fields: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], fields);
const number = (fields: unknown, path: string, absent = 0): number => Number(at(fields, path) ?? absent);

/** How many Pods the objects ask for. */
export const wanted = ({ objects }: Snapshot): number =>
  objects.filter(isThere).reduce((sum, object) => sum + (replicas[object.kind]?.(object) ?? 0), 0);

const isThere = ({ metadata }: Live): boolean => metadata.deletionTimestamp === undefined;

/** A ReplicaSet of a Deployment is not counted twice. */
const isOwned = ({ metadata }: Live): boolean => (metadata.ownerReferences ?? []).length > 0;

const replicas: Readonly<Record<string, (object: Live) => number>> = {
  StatefulSet: (object) => number(object, 'spec.replicas', 1),
  Deployment: (object) => number(object, 'spec.replicas', 1),
  ReplicaSet: (object) => (isOwned(object) ? 0 : number(object, 'spec.replicas', 1)),
  DaemonSet: (object) => number(object, 'status.desiredNumberScheduled', 1),
  Job: (object) => (at(object, 'spec.suspend') === true ? 0 : number(object, 'spec.parallelism', 1)),
};

/** The controller has seen the object as it is now, and has brought all Pods to it that it will bring by itself. */
const rolledOut = (object: Live): boolean => {
  const { kind, metadata } = object;
  if (number(object, 'status.observedGeneration') < (metadata.generation ?? 0) && kind !== 'Job') return false;
  const by = at(object, 'spec.updateStrategy.type') ?? 'RollingUpdate';
  const many = replicas[kind]?.(object) ?? 0;
  if (kind === 'Deployment')
    return at(object, 'spec.paused') === true || number(object, 'status.updatedReplicas') === many;
  if (kind === 'DaemonSet') return by === 'OnDelete' || number(object, 'status.updatedNumberScheduled') === many;
  if (kind === 'StatefulSet')
    return (
      by === 'OnDelete' ||
      number(object, 'spec.updateStrategy.rollingUpdate.partition') > 0 ||
      (many === 0 ? true : number(object, 'status.updatedReplicas') === many)
    );
  return true;
};

/** All Pods there, Ready and of the newest template; none on its way out. */
export const isSettled = (now: Snapshot): boolean => {
  const bare = now.pods.filter((pod) => !isOwned(pod)).length;
  return (
    now.objects.filter(isThere).every((object) => rolledOut(object)) &&
    now.pods.every((pod) => isReady(pod) && (isOwned(pod) || runsItsImage(pod))) &&
    now.pods.length === wanted(now) + bare
  );
};

/** A Pod without a controller changes in place: its container runs on until the kubelet has seen the new image. */
const runsItsImage = ({ spec, status }: Snapshot['pods'][number]): boolean =>
  JSON.stringify((status.containerStatuses ?? []).map(({ image }) => image)) ===
  JSON.stringify(spec.containers.map(({ image }) => image));

const failing = new Set([
  ...['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError', 'CrashLoopBackOff'],
  ...['ErrImageNeverPull', 'ErrImagePull', 'ImagePullBackOff', 'InvalidImageName'],
]);

/** Why a Pod that is wanted does not start, in the words of Kubernetes; undefined where nothing says so. */
export const obstacle = ({ pods, warnings }: Snapshot): string | undefined => {
  for (const pod of pods) {
    const { initContainerStatuses = [], containerStatuses = [], conditions = [] } = pod.status;
    for (const { state } of [...initContainerStatuses, ...containerStatuses])
      if (failing.has(state.waiting?.reason ?? '')) return state.waiting?.reason;
    const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
    if (unscheduled !== undefined) return 'Unschedulable';
    const mount = warnings.find(
      ({ reason, involvedObject }) => reason === 'FailedMount' && involvedObject.name === pod.metadata.name,
    );
    if (mount !== undefined && !isReady(pod)) return 'FailedMount';
  }
  return warnings.some(({ reason }) => reason === 'FailedCreate') ? 'FailedCreate' : undefined;
};
