import { fileChanges, ownUse } from '../../postgresql/own-files';
import type { Rule } from '../../rule';

/** SQL of the beginning runs once. */
export const initSqlIgnored: Rule = {
  id: 'init-sql-ignored',
  class: 'not-picked-up',
  summary: 'SQL that runs when the data is made changes; the data is there already.',
  remedy: 'run the change as a migration of the application, or by hand',
  check: (change) =>
    ownUse(change) === 'other' && /-init-sql$/.test(change.object.name)
      ? fileChanges(change).map(({ name, path }) => ({
          path,
          message: `${name} is run only when the data directory is made: existing data does not change`,
        }))
      : [],
};
