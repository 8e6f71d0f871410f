import { fateOf, isRemoved } from '../../argocd/fate';
import { liveClaim } from '../../live';
import { valueAt } from '../../object';
import type { Rule } from '../../rule';

/** A claim that goes takes its volume along, where the class reclaims by deleting, as most do. */
export const claimDeleted: Rule = {
  id: 'claim-deleted',
  class: 'data-loss',
  summary: 'A claim is deleted, and its volume with it.',
  remedy:
    'put the manifest back; to keep the volume for now, annotate the live claim with argocd.argoproj.io/sync-options: Prune=false,Delete=false first',
  check: (change, scene) => {
    if (change.kind !== 'core/PersistentVolumeClaim' || !isRemoved(change)) return [];
    const fate = fateOf(change, scene);
    if (fate === 'kept') return [];
    const size = valueAt(change.before, 'spec', 'resources', 'requests', 'storage');
    const when = fate === 'waits' ? 'once somebody confirms it, ' : '';
    const policy = liveClaim(change, scene.context)?.reclaimPolicy;
    const what = policy === 'Retain' ? '; its volume stays (Retain), and no claim leads to it' : consequence;
    return [
      {
        path: '',
        message: `${when}the claim ${change.object.name} (${String(size ?? 'of unknown size')}) is deleted${what}`,
        ...(policy === undefined
          ? { unknown: 'reclaimPolicy of the volume: with Retain the volume stays, without a claim' }
          : {}),
      },
    ];
  },
};

const consequence = ', and the data on its volume with it';
