import type { Manifest } from '../../manifest';
import type { Difference } from '../differences';
import { valueAt } from '../object';
import { isBelow } from '../path';
import type { ObjectChange } from '../rule';
import { graceSecondsOf, replicasOf, rollingKinds } from './pods';

/** What the controller of a workload does with a changed template. */
export type Rollout =
  /** No Pod is replaced until somebody deletes it. */
  { readonly waits: string } | { readonly restarts: string };

/** Differences of the template of Pods that are replaced by it; any byte of it counts. */
export const templateDifferences = ({ kind, before, differences }: ObjectChange): readonly Difference[] =>
  rollingKinds.has(kind) && before !== undefined
    ? differences.filter(({ steps }) => isBelow(steps, 'spec.template'))
    : [];

export const rolloutOf = (before: Manifest | undefined, after: Manifest | undefined): Rollout => {
  const replicas = replicasOf(after);
  if (replicas === 0 || replicasOf(before) === 0)
    return { waits: 'there are no Pods now; the next ones are made from the new template' };
  const strategy = valueAt(after, 'spec', 'updateStrategy', 'type');
  if (strategy === 'OnDelete') return { waits: 'updateStrategy OnDelete: a Pod follows when somebody deletes it' };
  if (valueAt(after, 'spec', 'paused') === true)
    return { waits: 'the Deployment is paused: no Pod follows before it goes on' };
  const partition = valueAt(after, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  if (after?.kind === 'StatefulSet' && typeof partition === 'number' && partition >= (replicas ?? 1))
    return { waits: `partition ${partition}: no Pod has a number that high, and none follows` };
  return { restarts: words(before, after, replicas, typeof partition === 'number' ? partition : 0) };
};

const words = (
  before: Manifest | undefined,
  after: Manifest | undefined,
  replicas: number | undefined,
  partition: number,
): string => {
  const grace = graceSecondsOf(before);
  const name = after?.metadata.name ?? '';
  if (replicas === undefined) return `the Pods of ${name} restart, node by node`;
  if (after?.kind === 'Deployment') {
    const recreate = valueAt(after, 'spec', 'strategy', 'type') === 'Recreate';
    return recreate
      ? `all ${replicas} Pods of ${name} stop (each within ${grace} s) before the new ones start`
      : `the ${counted(replicas)} of ${name} ${replicas === 1 ? 'is' : 'are'} replaced, new before old`;
  }
  if (replicas === 1)
    return `the Pod ${name}-0 restarts. It is the only one: what it serves is away from its stop (at most ${grace} s) until it is ready again`;
  return `the Pods ${name}-${replicas - 1} to ${name}-${partition} restart one after the other, each away for at most ${grace} s and its start`;
};

const counted = (replicas: number): string => (replicas === 1 ? 'Pod' : `${replicas} Pods`);
