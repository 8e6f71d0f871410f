import { isCipher, optionChanges } from '../../pgbackrest/repository';
import type { Rule } from '../../rule';

/** A repository is encrypted as it was when it was made. */
export const repositoryCipherChanged: Rule = {
  id: 'repository-cipher-changed',
  class: 'data-loss',
  summary: 'The encryption of a repository of backups changes: what is in it can no longer be read.',
  remedy: 'set it back; a repository with another cipher is a new one, at another path',
  check: (change) =>
    optionChanges(change)
      .filter(({ option }) => isCipher(option))
      .map(({ path, option }) => ({
        path,
        message: `${option} changes: the backups that exist cannot be read with it, and new ones fail`,
      })),
};
