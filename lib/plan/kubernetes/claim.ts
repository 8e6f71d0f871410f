import { exactBytes } from '../../quantities';
import type { Difference } from '../differences';
import { liveClaim } from '../live';
import { valueAt } from '../object';
import { isBelow } from '../path';
import type { ObjectChange, PlanContext } from '../rule';

/** `there`: the live claim has this size already. `unbound`: it has no volume yet, and may not change before it has one. */
export type SizeOutcome = 'shrinks' | 'there' | 'unbound' | 'grows' | 'cannot-grow' | 'unknown';

export interface SizeChange {
  readonly difference: Difference;
  readonly outcome: SizeOutcome;
  /** Whether a cluster said that the claim has its volume. */
  readonly bound: boolean;
  readonly storageClass: string | undefined;
}

/** The change of the size of a claim: of the live one, where a cluster was asked. */
export const sizeChange = (change: ObjectChange, context: PlanContext): SizeChange | undefined => {
  if (change.kind !== 'core/PersistentVolumeClaim') return undefined;
  const difference = change.differences.find(({ steps }) => isBelow(steps, 'spec.resources.requests.storage'));
  if (difference === undefined) return undefined;
  const claim = liveClaim(change, context);
  const [from, to] = [claim?.size ?? difference.before, difference.after].map((value) =>
    exactBytes(String(value ?? '')),
  );
  if (from === undefined || to === undefined) return undefined;
  const name = claim?.storageClass ?? valueAt(change.after, 'spec', 'storageClassName');
  const storageClass = typeof name === 'string' ? name : undefined;
  const outcome =
    to < from ? 'shrinks' : to === from ? 'there' : claim?.bound === false ? 'unbound' : growth(storageClass, context);
  return { difference, outcome, bound: claim?.bound === true, storageClass };
};

/** The cluster knows better than what somebody wrote down of it. */
const growth = (name: string | undefined, { live, storageClasses }: PlanContext): SizeOutcome => {
  const known = name === undefined ? undefined : (live?.storageClasses[name] ?? storageClasses?.[name]);
  if (known?.expandable === undefined) return 'unknown';
  return known.expandable ? 'grows' : 'cannot-grow';
};

export const classWords = (storageClass: string | undefined): string =>
  storageClass === undefined ? "the cluster's default StorageClass" : `the StorageClass "${storageClass}"`;
