import { fateOf, isMade, isRemoved } from '../../argocd/fate';
import { keepsData } from '../../data';
import { itemsAt, valueAt } from '../../object';
import type { ObjectChange, Rule, Scene } from '../../rule';

/** Its Pods stop; what they kept stays on claims that nobody mounts, or goes with them. */
export const statefulSetDeleted: Rule = {
  id: 'statefulset-deleted',
  class: 'data-loss',
  summary: 'A StatefulSet that keeps data is removed, or gets another name.',
  remedy: 'keep the name; to move, make a second one, restore a backup into it, and remove the first in a later merge',
  check: (change, scene) => {
    if (change.kind !== 'apps/StatefulSet' || !isRemoved(change) || !keepsData(change.before)) return [];
    if (fateOf(change, scene) === 'kept') return [];
    return [{ path: '', message: `its Pods stop. ${claimsOf(change)}${successor(change, scene)}` }];
  },
};

const claimsOf = ({ before, object }: ObjectChange): string => {
  const templates = itemsAt(before, 'spec', 'volumeClaimTemplates');
  if (templates.length === 0) return 'The claims that they mounted are objects of their own.';
  const deleted = valueAt(before, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete';
  const names = templates
    .map((template) => `${String(valueAt(template, 'metadata', 'name'))}-${object.name}-*`)
    .join(', ');
  return deleted
    ? `The claims ${names} are deleted with it (whenDeleted: Delete), and their data with them.`
    : `The claims ${names} stay with their data, and nothing mounts them.`;
};

const successor = ({ kind }: ObjectChange, { changes }: Scene): string => {
  const made = changes.filter((other) => other.kind === kind && isMade(other));
  return made.length === 1 ? ` ${made[0]?.object.name} takes its place, and starts empty on claims of its own.` : '';
};
