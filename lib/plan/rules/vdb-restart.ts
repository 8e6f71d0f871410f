import { isBelow } from '../path';
import { at, type Rule } from '../rule';

const paths = [
  'spec.image',
  'spec.resources',
  'spec.postgresConfig',
  'spec.port',
  'spec.mode',
  'spec.enabled',
  'spec.database.port',
];

/** The operator writes them into the Pod that it keeps. */
export const vdbRestart: Rule = {
  id: 'vdb-restart',
  class: 'restart',
  summary: 'A field of a virtual database changes that its Pod takes up by a restart.',
  remedy: 'merge it when a restart is welcome',
  check: ({ kind, before, differences }) =>
    kind === 'core.delphix.com/PostgresVDB' && before !== undefined
      ? differences
          .filter(
            ({ steps, path, after }) =>
              paths.some((one) => isBelow(steps, one)) && !(path === 'spec.enabled' && after === false),
          )
          .map((difference) => at(difference, 'the operator makes the Pod of the database anew; its data stays'))
      : [],
};
