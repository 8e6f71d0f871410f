import { valueAt } from '../../object';
import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

const field = 'spec.persistentVolumeClaimRetentionPolicy';

/** Claims of templates go with the StatefulSet, or with a Pod that is scaled away. */
export const claimRetentionDelete: Rule = {
  id: 'claim-retention-delete',
  class: 'data-loss',
  summary: 'Claims of a StatefulSet are to be deleted with it, or when it gets fewer Pods.',
  remedy: 'set it back to Retain',
  check: ({ kind, before, after, differences }) =>
    kind === 'apps/StatefulSet' && before !== undefined
      ? differences
          .filter(({ steps }) => isBelow(steps, field))
          .filter(() =>
            ['whenDeleted', 'whenScaled'].some((name) => valueAt(after, ...field.split('.'), name) === 'Delete'),
          )
          .map((difference) =>
            at(
              difference,
              'nothing is deleted by this merge; from now on claims go with their data where Pods or the StatefulSet go',
            ),
          )
      : [],
};
