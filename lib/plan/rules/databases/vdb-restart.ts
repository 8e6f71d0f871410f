import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

const paths = ['spec.image', 'spec.resources', 'spec.postgresConfig', 'spec.port', 'spec.mode', 'spec.enabled'];

/** The operator writes them into the Pod that it keeps; `enabled: false` is a Pod less. Source: the vendor's page of the fields, spec.enabled. */
export const vdbRestart: Rule = {
  id: 'vdb-restart',
  class: 'restart',
  summary: 'A field of a virtual database changes that its Pod takes up by a restart, or the Pod goes or comes.',
  remedy: 'merge it when a restart is welcome',
  check: ({ kind, before, differences }) =>
    kind === 'core.delphix.com/PostgresVDB' && before !== undefined
      ? differences
          .filter(({ steps }) => paths.some((one) => isBelow(steps, one)))
          .map((difference) => at(difference, messageOf(difference.path, difference.after)))
      : [],
};

const messageOf = (path: string, after: unknown): string =>
  path === 'spec.enabled' && after === false
    ? 'the operator stops the database, and nobody can connect until it is enabled again; its data stays'
    : 'the operator makes the Pod of the database anew; its data stays';
