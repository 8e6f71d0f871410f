import { isAt } from '../../path';
import { ownUse } from '../../postgresql/own-files';
import { at, type Rule } from '../../rule';

/** From the sync of this merge on. */
export const deletionPolicyDelete: Rule = {
  id: 'deletion-policy-delete',
  class: 'data-loss',
  summary:
    'deletionPolicy becomes Delete: the Application gets the finalizer, and takes its objects along when it goes.',
  remedy: 'set it back to Retain, unless the environment is to go',
  check: (change) =>
    ownUse(change) === 'record'
      ? change.differences
          .filter(({ steps, after }) => isAt(steps, 'data.deletionPolicy') && after === 'Delete')
          .map((difference) =>
            at(
              difference,
              'nothing is deleted by this merge; the next one that removes the directory deletes everything in it, data included',
            ),
          )
      : [],
};
