import { exactBytes } from '../quantities';
import type { Difference } from './differences';
import { valueAt } from './object';
import { isBelow } from './path';
import type { ObjectChange, PlanContext } from './rule';

export interface SizeChange {
  readonly difference: Difference;
  readonly grows: boolean;
  /** Of the StorageClass; undefined: not known. */
  readonly expandable: boolean | undefined;
  readonly storageClass: string | undefined;
}

/** The change of the size of a claim. */
export const sizeChange = (change: ObjectChange, { storageClasses }: PlanContext): SizeChange | undefined => {
  if (change.kind !== 'core/PersistentVolumeClaim') return undefined;
  const difference = change.differences.find(({ steps }) => isBelow(steps, 'spec.resources.requests.storage'));
  if (difference === undefined) return undefined;
  const [from, to] = [difference.before, difference.after].map((value) => exactBytes(String(value ?? '')));
  if (from === undefined || to === undefined) return undefined;
  const name = valueAt(change.after, 'spec', 'storageClassName');
  const storageClass = typeof name === 'string' ? name : undefined;
  const expandable = storageClass === undefined ? undefined : storageClasses?.[storageClass]?.expandable;
  return { difference, grows: to > from, expandable, storageClass };
};

export const classWords = (storageClass: string | undefined): string =>
  storageClass === undefined ? "the cluster's default StorageClass" : `the StorageClass "${storageClass}"`;
