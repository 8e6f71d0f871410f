import type { Manifest } from '../../../manifest';
import { isMade, isRemoved } from '../../argocd/fate';
import { referencesOf } from '../../kubernetes/references';
import { fieldsAt, podSpecSteps } from '../../object';
import type { Rule } from '../../rule';

/** Pods that run go on; the next one waits for the key. */
export const neededKeyDeleted: Rule = {
  id: 'needed-key-deleted',
  class: 'start-fails',
  summary: 'A key of a Secret or ConfigMap goes that Pods need to start.',
  remedy: 'put it back, or take it out of the Pods in the same merge',
  check: (change, { after }) => {
    if (isMade(change) || isRemoved(change)) return [];
    const { kind, name, namespace } = change.object;
    const [old, now] = [keysOf(change.before), keysOf(change.after)];
    return after
      .filter((one) => podSpecSteps(one) !== undefined && (one.metadata.namespace ?? '') === namespace)
      .flatMap((one) =>
        referencesOf(one)
          .filter((reference) => reference.kind === kind && reference.name === name && !reference.optional)
          .flatMap(({ keys = [] }) => keys.filter((key) => old.has(key) && !now.has(key)))
          .map((key) => ({
            path: '',
            message: `${one.kind} ${one.metadata.name} cannot start a Pod without the key ${key}; Pods that run go on until they restart`,
          })),
      );
  },
};

const keysOf = (manifest: Manifest | undefined): ReadonlySet<string> =>
  new Set(['data', 'stringData', 'binaryData'].flatMap((field) => Object.keys(fieldsAt(manifest, field))));
