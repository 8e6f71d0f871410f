import { isPlace, optionChanges } from '../../pgbackrest/repository';
import type { Rule } from '../../rule';

/** The old backups stay where they are, and no command finds them any longer. */
export const repositoryMoved: Rule = {
  id: 'repository-moved',
  class: 'data-loss',
  summary: 'Backups go to another place: those that exist are left behind.',
  remedy:
    'keep the old place readable until the new one holds backups for as long as you promise; or copy the repository first, with its archive',
  check: (change) =>
    optionChanges(change)
      .filter(({ option }) => isPlace(option))
      .map(({ path, option, before, after }) => ({
        path,
        before,
        after,
        message: `${option} changes from ${before ?? '(default)'} to ${after ?? '(default)'}: restores no longer find the backups that exist, and the new place begins empty`,
      })),
};
