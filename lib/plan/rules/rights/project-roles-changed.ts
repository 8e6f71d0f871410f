import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** Who may sync, change or delete Applications. */
export const projectRolesChanged: Rule = {
  id: 'project-roles-changed',
  class: 'security',
  summary: 'Who may do what with the Applications of an AppProject changes.',
  remedy: 'give view where nobody has to sync, and sync where nobody has to change',
  check: ({ kind, before, differences }) =>
    kind === 'argoproj.io/AppProject' && before !== undefined
      ? differences
          .filter(({ steps }) => isBelow(steps, 'spec.roles'))
          .map((difference) => at(difference, 'other people than before, or with other rights'))
      : [],
};
