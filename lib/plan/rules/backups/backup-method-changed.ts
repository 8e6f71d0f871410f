import { isAt } from '../../path';
import { ownUse } from '../../postgresql/own-files';
import { at, type Rule } from '../../rule';

/** What exists stays, and grows old. */
export const backupMethodChanged: Rule = {
  id: 'backup-method-changed',
  class: 'data-loss',
  summary: 'Backups are made in another way, or no longer at all: from now on the old ones only grow older.',
  remedy: 'keep the old repository until the new method has backups for as long as you promise',
  check: (change) =>
    ownUse(change) === 'record'
      ? change.differences
          .filter(({ steps, before }) => isAt(steps, 'data.backupMethod') && before !== undefined && before !== 'none')
          .map((difference) =>
            at(
              difference,
              difference.after === 'none' || difference.after === undefined
                ? 'no backup is made from now on, and no write-ahead log is kept'
                : 'backups of the old method are not used by the new one; a restore to a time before the change needs the old',
            ),
          )
      : [],
};
