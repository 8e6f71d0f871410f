import { needsRestart, parameterChanges, parameterWords } from '../../postgresql/parameters';
import type { Rule } from '../../rule';

/** Of context sighup and below: the agent reloads the server. */
export const parameterReload: Rule = {
  id: 'parameter-reload',
  class: 'reload',
  summary: 'A parameter of PostgreSQL changes that a reload applies.',
  remedy: 'nothing to do',
  check: (change) =>
    parameterChanges(change)
      .filter(
        ({ parameter }) => parameter !== undefined && !needsRestart(parameter) && parameter.context !== 'internal',
      )
      .map(({ path, before, after, parameter, ...rest }) => ({
        path,
        before,
        after,
        message: `${parameterWords({ before, after, ...rest })} is applied by a reload within a minute or two${
          parameter?.context === 'sighup' ? '' : '; sessions that set it themselves keep theirs'
        }`,
      })),
};
