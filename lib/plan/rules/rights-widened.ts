import { rightsOf } from '../rights';
import type { Rule } from '../rule';

/** Somebody may do more on the API server. */
export const rightsWidened: Rule = {
  id: 'rights-widened',
  class: 'security',
  summary: 'A role allows more, or more subjects have it.',
  remedy: 'name single verbs, resources and objects; never *',
  check: ({ before, after }) => {
    const old = rightsOf(before);
    const more = [...rightsOf(after)].filter((one) => !old.has(one));
    if (more.length === 0) return [];
    const path = before === undefined ? '' : after?.kind.endsWith('Binding') ? 'subjects' : 'rules';
    return [{ path, after: more, message: `allowed from now on: ${more.join('; ')}` }];
  },
};
