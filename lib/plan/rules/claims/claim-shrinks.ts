import { sizeChange } from '../../kubernetes/claim';
import { at, type Rule } from '../../rule';

/** A claim can grow but not shrink. */
export const claimShrinks: Rule = {
  id: 'claim-shrinks',
  class: 'refused',
  summary: 'A claim asks for less than it has.',
  remedy:
    'set the size back; for a smaller volume make a claim of another name (for a database: raise database.generation) and restore into it',
  check: (change, { context }) => {
    const found = sizeChange(change, context);
    return found?.outcome === 'shrinks'
      ? [at(found.difference, 'the API server refuses it: a claim never becomes smaller')]
      : [];
  },
};
