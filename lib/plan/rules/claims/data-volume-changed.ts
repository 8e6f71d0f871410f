import { rollingKinds } from '../../kubernetes/pods';
import { claimsOf } from '../../postgresql/database-pod';
import type { Rule } from '../../rule';

/** The Pod starts on another volume: what was written stays on the old one, out of use. */
export const dataVolumeChanged: Rule = {
  id: 'data-volume-changed',
  class: 'data-loss',
  summary: 'A workload mounts another claim, or none, where it kept its data.',
  remedy: 'set it back; if it is meant, restore a backup into the new volume before anybody writes there',
  check: (change) => {
    if (!rollingKinds.has(change.kind) || change.before === undefined || change.after === undefined) return [];
    const after = claimsOf(change.after);
    const gone = claimsOf(change.before).filter((name) => !after.includes(name));
    if (gone.length === 0) return [];
    const next = after.filter((name) => !claimsOf(change.before).includes(name));
    return [
      {
        path: 'spec.template.spec.volumes',
        before: gone,
        after: next,
        message:
          next.length === 0
            ? `the data on ${gone.join(', ')} is no longer mounted: it is left behind, and what is written from now on is gone with the Pod`
            : `it starts on ${next.join(', ')}; what is on ${gone.join(', ')} is left behind`,
      },
    ];
  },
};
