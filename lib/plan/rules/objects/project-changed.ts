import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

const lists = [
  'spec.destinations',
  'spec.sourceRepos',
  'spec.clusterResourceWhitelist',
  'spec.namespaceResourceWhitelist',
  'spec.description',
  'spec.syncWindows',
];

/** Where the Applications of the project may go, and when. */
export const projectChanged: Rule = {
  id: 'project-changed',
  class: 'in-place',
  summary: 'An AppProject of Argo CD allows other places, kinds or times.',
  remedy: 'nothing to do',
  check: ({ kind, before, differences }) =>
    kind === 'argoproj.io/AppProject' && before !== undefined
      ? differences
          .filter(({ steps }) => lists.some((path) => isBelow(steps, path)))
          .map((difference) =>
            at(
              difference,
              'it counts from the next sync on; an Application that needs what is gone is refused by Argo CD',
            ),
          )
      : [],
};
