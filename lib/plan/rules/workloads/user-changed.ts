import { isAt } from '../../path';
import { keepsItsData } from '../../postgresql/database-pod';
import { at, type Rule } from '../../rule';

const paths = [
  'spec.template.spec.securityContext.runAsUser',
  'spec.template.spec.securityContext.runAsGroup',
  'spec.template.spec.containers.*.securityContext.runAsUser',
  'spec.template.spec.containers.*.securityContext.runAsGroup',
];

/** PostgreSQL starts only as the owner of its files. */
export const userChanged: Rule = {
  id: 'user-changed',
  class: 'start-fails',
  summary: 'The Pods of a workload with data run as another user, to whom the files do not belong.',
  remedy: 'set the user back; or change the owner of the files first, with the workload stopped',
  check: (change) =>
    keepsItsData(change)
      ? change.differences
          .filter(({ steps, before }) => before !== undefined && paths.some((path) => isAt(steps, path)))
          .map((difference) =>
            at(difference, 'the files on the volume belong to the old user: PostgreSQL refuses to start as another'),
          )
      : [],
};
