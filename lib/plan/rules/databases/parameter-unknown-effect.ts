import { parameterChanges, parameterWords } from '../../postgresql/parameters';
import type { Rule } from '../../rule';

/** Not in the table of the real server: of an extension, or of no version at all. */
export const parameterUnknownEffect: Rule = {
  id: 'parameter-unknown-effect',
  class: 'unclassified',
  summary: 'A parameter changes that the servers of this major do not describe.',
  remedy: 'look up its context in the documentation of what brings it',
  check: (change) =>
    parameterChanges(change)
      .filter(({ parameter }) => parameter === undefined || parameter.context === 'internal')
      .map(({ path, before, after, ...rest }) => ({
        path,
        before,
        after,
        message: `${parameterWords({ before, after, ...rest })}: when it is applied is not known`,
        unknown: 'the context of the parameter',
      })),
};
