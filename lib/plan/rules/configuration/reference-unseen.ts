import { type Reference, referencesOf } from '../../kubernetes/references';
import { podSpecSteps } from '../../object';
import { showPath } from '../../path';
import type { Rule } from '../../rule';

/** It may have been made by hand, or come from elsewhere; where it was not, the Pod waits for it. */
export const referenceUnseen: Rule = {
  id: 'reference-unseen',
  class: 'start-fails',
  summary:
    'Pods need a Secret, ConfigMap, ServiceAccount or claim that they did not need before, and that is not among these manifests.',
  remedy: 'add the object, or make sure that it is there before the merge',
  check: ({ object, before, after }, scene) => {
    const steps = after === undefined ? undefined : podSpecSteps(after);
    if (before === undefined || after === undefined || steps === undefined) return [];
    const old = new Set(referencesOf(before).map(nameOf));
    const here = new Set(
      scene.after
        .filter(({ metadata }) => (metadata.namespace ?? '') === object.namespace)
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    );
    const unseen = referencesOf(after).filter(
      (reference) => !reference.optional && !old.has(nameOf(reference)) && !here.has(nameOf(reference)),
    );
    return [...new Set(unseen.map(nameOf))].map((name) => ({
      path: showPath(steps),
      message: `the next Pod does not start unless ${name} is there`,
      unknown: `whether ${name} exists: it is not among these manifests`,
    }));
  },
};

const nameOf = ({ kind, name }: Reference): string => `${kind} ${name}`;
