import { isCipher, isLower, isPlace, isRetention, optionChanges } from '../../pgbackrest/repository';
import { fileChanges, ownUse } from '../../postgresql/own-files';
import type { Rule } from '../../rule';

/** pgBackRest reads its file at every command. */
export const backupConfiguration: Rule = {
  id: 'backup-configuration',
  class: 'in-place',
  summary: 'How backups are made changes; those that exist stay as they are.',
  remedy: 'nothing to do',
  check: (change) => {
    const options = optionChanges(change);
    const harmless = options
      .filter((one) => !isPlace(one.option) && !isCipher(one.option) && !(isRetention(one.option) && isLower(one)))
      .map(({ path, option, before, after }) => ({
        path,
        before,
        after,
        message: `${option} counts from the next command of pgBackRest on`,
      }));
    if (ownUse(change) !== 'backup') return harmless;
    const others = fileChanges(change)
      .filter(({ path }) => !options.some((one) => one.path.startsWith(`${path}.`)))
      .map(({ name, path, before, after }) => ({
        path,
        before,
        after,
        message: `${name} counts from the next Job on`,
      }));
    return [...harmless, ...others];
  },
};
