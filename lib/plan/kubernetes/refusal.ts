import type { Difference } from '../differences';
import { fieldsAt } from '../object';
import { isBelow } from '../path';
import type { ObjectChange, PlanContext } from '../rule';
import { type RefusedField, refusedFields } from './fields-refused';

/** The row that speaks against a difference; undefined: none. */
export const refusalOf = (
  difference: Difference,
  change: ObjectChange,
  context: PlanContext,
): RefusedField | undefined =>
  isMadeAnew(change)
    ? undefined
    : refusedFields.find(
        ({ kinds, paths, when }) =>
          kinds.includes(change.kind) &&
          paths.some((path) => isBelow(difference.steps, path)) &&
          (when?.(difference, change, context) ?? true),
      );

/** Argo CD, or the Job itself, deletes the object before the new one comes: nothing is updated. */
const isMadeAnew = ({ before, after }: ObjectChange): boolean => {
  const annotations = fieldsAt(after, 'metadata', 'annotations');
  const options = String(annotations['argocd.argoproj.io/sync-options'] ?? '');
  const replaced = /(^|,) *Replace=true/.test(options) && /(^|,) *Force=true/.test(options);
  return before !== undefined && (annotations['argocd.argoproj.io/hook'] !== undefined || replaced);
};
