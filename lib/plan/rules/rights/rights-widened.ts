import type { Manifest } from '../../../manifest';
import { rightsOf } from '../../kubernetes/rights';
import type { Rule } from '../../rule';

/** In an environment that is new, rights within its own namespace are part of it. */
const isOfItsOwn = (manifest: Manifest | undefined): boolean =>
  manifest !== undefined &&
  !manifest.kind.startsWith('Cluster') &&
  ![...rightsOf(manifest)].some((right) => /\*/.test(right));

/** Somebody may do more on the API server. */
export const rightsWidened: Rule = {
  id: 'rights-widened',
  class: 'security',
  summary: 'A role allows more, or more subjects have it.',
  remedy: 'name single verbs, resources and objects; never *',
  check: ({ before, after }, scene) => {
    if (before === undefined && scene.before.length === 0 && isOfItsOwn(after)) return [];
    const old = rightsOf(before);
    const more = [...rightsOf(after)].filter((one) => !old.has(one));
    if (more.length === 0) return [];
    const path = before === undefined ? '' : after?.kind.endsWith('Binding') ? 'subjects' : 'rules';
    return [{ path, after: more, message: `allowed from now on: ${more.join('; ')}` }];
  },
};
