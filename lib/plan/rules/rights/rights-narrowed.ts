import { rightsOf } from '../../kubernetes/rights';
import type { Rule } from '../../rule';

/** What is taken away is refused from the next request on. */
export const rightsNarrowed: Rule = {
  id: 'rights-narrowed',
  class: 'in-place',
  summary: 'A role allows less, or fewer subjects have it.',
  remedy: 'nothing to do',
  check: ({ before, after }) => {
    if (before === undefined || after === undefined) return [];
    const next = rightsOf(after);
    const gone = [...rightsOf(before)].filter((one) => !next.has(one));
    const path = after.kind.endsWith('Binding') ? 'subjects' : 'rules';
    return gone.length === 0 ? [] : [{ path, before: gone, message: `no longer allowed: ${gone.join('; ')}` }];
  },
};
