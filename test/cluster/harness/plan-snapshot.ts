import type { Manifest } from '../../../lib/manifest';
import { kubectl } from './kubectl';
import { allObjects, type Placed } from './plan-placement';
import type { Pod } from './pod';

/** An object as the API server has it. */
export interface Live extends Manifest {
  readonly metadata: Manifest['metadata'] & {
    readonly uid: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly uid: string }[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

export interface Event {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly name: string };
}

/** What a cluster holds of one pair at one moment. */
export interface Snapshot {
  readonly objects: readonly Live[];
  readonly pods: readonly (Pod & Live)[];
  readonly claims: readonly Live[];
  readonly warnings: readonly Event[];
}

interface List<T> {
  readonly items?: readonly T[];
}

const listOf = (manifests: readonly Manifest[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });

const items = async <T>(args: readonly string[], input?: string): Promise<readonly T[]> => {
  const text = await kubectl(['get', ...args, '-o', 'json'], {
    timeoutSeconds: 120,
    ...(input === undefined ? {} : { input }),
  });
  const found = text.trim() === '' ? {} : (JSON.parse(text) as List<T>);
  // One object comes alone, and not as a list.
  return found.items ?? ('kind' in found ? [found as T] : []);
};

/** Pods, claims and warnings of the namespaces of the pairs; with `objects`, also what the pairs name. */
export const snapshots = async (
  placed: readonly Placed[],
  { objects }: { readonly objects: boolean },
): Promise<ReadonlyMap<Placed, Snapshot>> => {
  // One call for all namespaces: sixty of them would be sixty kubectl at each look.
  const [named, inside] = await Promise.all([
    objects
      ? items<Live>(['-f', '-', '--ignore-not-found'], listOf(allObjects(placed)))
      : items<Live>([workloads, '-A']),
    items<Live>(['pod,pvc,event', '-A']),
  ]);
  return new Map(
    placed.map((one) => {
      const mine = inside.filter(({ metadata }) => `${metadata.namespace}/${metadata.name}`.includes(one.token));
      return [
        one,
        {
          objects: named.filter((object) => `${object.metadata.namespace}/${object.metadata.name}`.includes(one.token)),
          pods: mine.filter(({ kind }) => kind === 'Pod') as unknown as readonly (Pod & Live)[],
          claims: mine.filter(({ kind }) => kind === 'PersistentVolumeClaim'),
          warnings: (mine.filter(({ kind }) => kind === 'Event') as unknown as readonly Event[]).filter(
            ({ type }) => type === 'Warning',
          ),
        },
      ];
    }),
  );
};

const workloads = 'statefulset,deployment,daemonset,replicaset,job';
