import { templateDifferences } from '../kubernetes/rollout';
import type { Scene } from '../rule';

/** Whether a template of a database changes in this merge: by its annotation, or by anything else. */
export const isRestartAnnounced = ({ changes }: Scene): boolean =>
  changes.some((change) => change.kind === 'apps/StatefulSet' && templateDifferences(change).length > 0);
