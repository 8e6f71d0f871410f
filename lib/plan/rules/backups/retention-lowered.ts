import { isLower, isRetention, optionChanges } from '../../pgbackrest/repository';
import type { Rule } from '../../rule';

/** The next backup deletes what is too old by the new count. */
export const retentionLowered: Rule = {
  id: 'retention-lowered',
  class: 'data-loss',
  summary: 'Fewer backups are kept: the next expire deletes the others.',
  remedy: 'be sure that nobody needs to go back that far; deleted backups do not come back',
  check: (change) =>
    optionChanges(change)
      .filter((one) => isRetention(one.option) && isLower(one))
      .map(({ path, option, before, after }) => ({
        path,
        before,
        after,
        message: `${option} goes from ${before ?? 'everything'} to ${after ?? 'everything'}: the next backup deletes what is older, with its archive`,
      })),
};
