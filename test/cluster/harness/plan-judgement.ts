import { isDeepStrictEqual } from 'node:util';
import { type Happening, worst } from '../../plan/corpus';
import type { Live, Snapshot } from './plan-snapshot';
import { restarts } from './pod';

/** What became of one pair from one moment to a later one, as far as objects, Pods and claims show it. */
export const judge = (before: Snapshot, after: Snapshot): Happening =>
  worst([
    changed(before, after) ? 'in-place' : 'none',
    isStale(after) ? 'not-picked-up' : 'none',
    restarted(before, after) || revised(before, after) || fewer(before, after) ? 'restart' : 'none',
    lost(before, after) ? 'data-loss' : 'none',
  ]);

/** Without what the API server itself keeps, and without labels and annotations: nothing that runs notices these, but for a Namespace's. */
const applied = ({ kind, metadata, status: _, ...rest }: Live): unknown => {
  const {
    managedFields: _fields,
    resourceVersion: _version,
    generation: _generation,
    labels,
    annotations: _notes,
    ...kept
  } = metadata;
  return { ...rest, metadata: kind === 'Namespace' ? { ...kept, labels } : kept };
};

const byUid = (objects: readonly Live[]): ReadonlyMap<string, Live> =>
  new Map(objects.map((object) => [object.metadata.uid, object]));

const changed = (before: Snapshot, after: Snapshot): boolean => {
  const [old, now] = [byUid(before.objects), byUid(after.objects)];
  return (
    old.size !== now.size ||
    [...old].some(([uid, object]) => {
      const same = now.get(uid);
      return same === undefined || !isDeepStrictEqual(applied(object), applied(same));
    })
  );
};

/** A Pod that ran is gone, or its container was started again. */
const restarted = (before: Snapshot, after: Snapshot): boolean => {
  const now = after.pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return before.pods.some((old) => {
    const same = now.find(({ metadata }) => metadata.uid === old.metadata.uid);
    return same === undefined || restarts(same) > restarts(old);
  });
};

/** A Pod runs on although the template that it was made from is no longer that of its workload. */
const isStale = ({ objects, pods }: Snapshot): boolean =>
  objects.some((workload) => {
    const newest = field(workload, 'status.updateRevision');
    if (workload.kind === 'DaemonSet')
      return (
        pods.length > 0 &&
        field(workload, 'status.updatedNumberScheduled') !== field(workload, 'status.desiredNumberScheduled')
      );
    return (
      newest !== undefined &&
      pods.some(
        ({ metadata }) =>
          metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid) === true &&
          metadata.labels?.['controller-revision-hash'] !== newest,
      )
    );
  });

type Fields = Readonly<Record<string, unknown>>;
const field = (object: Live, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], object);

/** Where no Pod may begin, the controller still says that it would replace those of the old template. */
const revised = (before: Snapshot, after: Snapshot): boolean => {
  const now = byUid(after.objects);
  return before.objects.some((old) => {
    const object = now.get(old.metadata.uid);
    if (object === undefined || Number(field(old, 'spec.replicas') ?? 0) === 0) return false;
    if (field(object, 'spec.updateStrategy.type') === 'OnDelete') return false;
    if (Number(field(object, 'spec.updateStrategy.rollingUpdate.partition') ?? 0) > 0) return false;
    return revision(old) !== revision(object);
  });
};

/** Where no Pod may begin either: a Pod that would run is not asked for any more. */
const fewer = (before: Snapshot, after: Snapshot): boolean => {
  const now = byUid(after.objects);
  return before.objects.some((old) => {
    const object = now.get(old.metadata.uid);
    return (
      object !== undefined && Number(field(object, 'spec.replicas') ?? 0) < Number(field(old, 'spec.replicas') ?? 0)
    );
  });
};

const revision = (object: Live): unknown =>
  object.kind === 'StatefulSet'
    ? field(object, 'status.updateRevision')
    : object.metadata.annotations?.['deployment.kubernetes.io/revision'];

/** A claim or volume is gone, or going; or it lies there and no workload refers to it any more. */
const lost = (before: Snapshot, after: Snapshot): boolean => {
  const now = byUid([...after.claims, ...after.objects]);
  const isGone = ({ metadata }: Live): boolean =>
    now.get(metadata.uid)?.metadata.deletionTimestamp !== undefined || !now.has(metadata.uid);
  const holds = before.objects.filter(({ kind }) => kind === 'Namespace' || kind === 'PersistentVolume');
  return (
    [...before.claims, ...holds].some((object) => isGone(object)) ||
    before.claims.some((claim) => isReferred(claim, before) && !isReferred(claim, after))
  );
};

const isReferred = ({ metadata }: Live, { objects }: Snapshot): boolean =>
  objects.some((workload) => {
    const volumes = (field(workload, 'spec.template.spec.volumes') ?? []) as readonly Fields[];
    const templates = (field(workload, 'spec.volumeClaimTemplates') ?? []) as readonly Live[];
    return (
      workload.metadata.deletionTimestamp === undefined &&
      (volumes.some((volume) => (volume.persistentVolumeClaim as Fields | undefined)?.claimName === metadata.name) ||
        templates.some((template) => {
          const ordinal = /-(\d+)$/.exec(metadata.name)?.[1];
          return (
            metadata.name === `${template.metadata.name}-${workload.metadata.name}-${ordinal}` &&
            Number(ordinal) >= Number(field(workload, 'spec.ordinals.start') ?? 0)
          );
        }))
    );
  });
