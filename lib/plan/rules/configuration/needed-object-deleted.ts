import { fateOf, isDirectoryRemoved, isRemoved } from '../../argocd/fate';
import { referencesOf } from '../../kubernetes/references';
import { podSpecSteps } from '../../object';
import type { Rule } from '../../rule';

/** Pods that run go on; the next one waits for it. */
export const neededObjectDeleted: Rule = {
  id: 'needed-object-deleted',
  class: 'start-fails',
  summary: 'A Secret, ConfigMap, ServiceAccount or claim is deleted that Pods still need to start.',
  remedy: 'put it back, or take it out of the Pods in the same merge',
  check: (change, scene) => {
    if (!isRemoved(change) || isDirectoryRemoved(scene) || fateOf(change, scene) === 'kept') return [];
    const { kind, name, namespace } = change.object;
    const users = scene.after.filter(
      (one) =>
        podSpecSteps(one) !== undefined &&
        (one.metadata.namespace ?? '') === namespace &&
        referencesOf(one).some(
          (reference) => reference.kind === kind && reference.name === name && !reference.optional,
        ),
    );
    return users.length === 0
      ? []
      : [
          {
            path: '',
            message: `${users.map((one) => `${one.kind} ${one.metadata.name}`).join(', ')} cannot start a Pod without ${kind} ${name}; Pods that run go on until they restart`,
          },
        ];
  },
};
