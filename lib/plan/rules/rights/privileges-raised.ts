import { privilegesOf } from '../../kubernetes/privileges';
import { podSpecSteps } from '../../object';
import { showPath } from '../../path';
import type { Rule } from '../../rule';

/** What is worth a word also of a workload that is new. */
const grave = /host|privileged|capability |runs as root/;

/** Containers that are new are judged like those that were there: by what they may do. */
export const privilegesRaised: Rule = {
  id: 'privileges-raised',
  class: 'security',
  summary: 'Pods may do more on their node, or on the API server, than before.',
  remedy: 'give the container only what it needs; Pod Security restricted says what that is',
  check: ({ before, after }) => {
    const steps = after === undefined ? undefined : podSpecSteps(after);
    if (after === undefined || steps === undefined) return [];
    const old = privilegesOf(before);
    const more = [...privilegesOf(after)].filter((one) => !old.has(one) && (before !== undefined || grave.test(one)));
    return more.length === 0
      ? []
      : [
          {
            path: before === undefined ? '' : showPath(steps),
            after: more,
            message: `its Pods get: ${more.join('; ')}`,
          },
        ];
  },
};
