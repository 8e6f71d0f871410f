import { valueAt } from '../../object';
import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

const field = 'spec.persistentVolumeClaimRetentionPolicy';

/** Nothing is deleted any more. */
export const claimRetentionRetain: Rule = {
  id: 'claim-retention-retain',
  class: 'in-place',
  summary: 'Claims of a StatefulSet stay from now on when it, or one of its Pods, goes.',
  remedy: 'nothing to do',
  check: ({ kind, after, differences }) =>
    kind === 'apps/StatefulSet' && after !== undefined
      ? differences
          .filter(({ steps }) => isBelow(steps, field))
          .filter(
            () => !['whenDeleted', 'whenScaled'].some((name) => valueAt(after, ...field.split('.'), name) === 'Delete'),
          )
          .map((difference) => at(difference, 'claims stay'))
      : [],
};
