import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

const paths = ['spec.source', 'spec.database.name', 'spec.mountPath', 'spec.OwnershipSpec'];

/** What a virtual database is made from. */
export const vdbSourceChanged: Rule = {
  id: 'vdb-source-changed',
  class: 'data-loss',
  summary: 'A virtual database gets another source, place or name.',
  remedy: 'make a second virtual database beside it; take a snapshot of this one first',
  check: ({ kind, before, differences }) =>
    kind === 'core.delphix.com/PostgresVDB' && before !== undefined
      ? differences
          .filter(({ steps }) => paths.some((one) => isBelow(steps, one)))
          .map((difference) =>
            at(
              difference,
              'the operator refuses it, or makes the database anew from the source: what was written to it since is lost',
              {
                unknown: 'what the installed version of the operator does',
              },
            ),
          )
      : [],
};
