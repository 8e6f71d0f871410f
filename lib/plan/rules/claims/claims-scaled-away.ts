import { itemsAt, valueAt } from '../../object';
import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** The garbage collector takes the claims of the Pods that are no longer asked for. Source: kubernetes pkg/controller/statefulset. */
export const claimsScaledAway: Rule = {
  id: 'claims-scaled-away',
  class: 'data-loss',
  summary: 'A StatefulSet gets fewer Pods, and deletes the claims of those that go.',
  remedy: 'set persistentVolumeClaimRetentionPolicy.whenScaled to Retain in an earlier merge',
  check: ({ kind, after, differences }) =>
    kind === 'apps/StatefulSet' &&
    itemsAt(after, 'spec', 'volumeClaimTemplates').length > 0 &&
    valueAt(after, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete'
      ? differences
          .filter(({ steps, before, after: now }) => isAt(steps, 'spec.replicas') && count(now) < count(before))
          .map((difference) =>
            at(difference, 'the claims of the Pods that go are deleted with them (whenScaled: Delete)'),
          )
      : [],
};

/** A field that is absent is one Pod. */
const count = (value: unknown): number => (typeof value === 'number' ? value : 1);
