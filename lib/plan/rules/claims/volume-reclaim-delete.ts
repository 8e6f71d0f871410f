import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** The volume goes with its claim from now on. */
export const volumeReclaimDelete: Rule = {
  id: 'volume-reclaim-delete',
  class: 'data-loss',
  summary: 'A volume is to be deleted with its claim.',
  remedy: 'set persistentVolumeReclaimPolicy back to Retain',
  check: ({ kind, before, differences }) =>
    kind === 'core/PersistentVolume' && before !== undefined
      ? differences
          .filter(
            ({ steps, after }) =>
              isAt(steps, 'spec.persistentVolumeReclaimPolicy') && after !== undefined && after !== 'Retain',
          )
          .map((difference) =>
            at(difference, 'nothing is deleted by this merge; from now on the volume goes when its claim goes'),
          )
      : [],
};
