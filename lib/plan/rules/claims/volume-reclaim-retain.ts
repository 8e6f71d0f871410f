import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** Nothing is deleted any more. */
export const volumeReclaimRetain: Rule = {
  id: 'volume-reclaim-retain',
  class: 'in-place',
  summary: 'A volume stays from now on when its claim goes.',
  remedy: 'nothing to do',
  check: ({ kind, before, differences }) =>
    kind === 'core/PersistentVolume' && before !== undefined
      ? differences
          .filter(
            ({ steps, after }) =>
              isAt(steps, 'spec.persistentVolumeReclaimPolicy') && (after === undefined || after === 'Retain'),
          )
          .map((difference) => at(difference, 'the volume stays'))
      : [],
};
