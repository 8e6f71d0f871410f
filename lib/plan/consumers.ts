import type { Manifest } from '../manifest';
import { podSpecSteps } from './object';
import { rollingKinds } from './pods';
import { type Reading, referencesOf } from './references';
import { templateDifferences } from './rollout';
import type { ObjectChange, Scene } from './rule';

export interface Consumer {
  readonly manifest: Manifest;
  readonly readings: readonly Reading[];
  /** Its Pods run all the time, and their template does not change in this merge. */
  readonly runsOn: boolean;
}

/** Who reads a ConfigMap or a Secret, of the objects that are there after the merge. */
export const consumersOf = ({ object }: ObjectChange, { after, changes }: Scene): readonly Consumer[] =>
  after
    .filter((one) => podSpecSteps(one) !== undefined && (one.metadata.namespace ?? '') === object.namespace)
    .flatMap((manifest) => {
      const readings = referencesOf(manifest)
        .filter(({ kind, name }) => kind === object.kind && name === object.name)
        .map(({ reading }) => reading);
      if (readings.length === 0) return [];
      const restarts = changes.some((change) => change.after === manifest && templateDifferences(change).length > 0);
      return [{ manifest, readings, runsOn: (isRolling(manifest) || manifest.kind === 'Pod') && !restarts }];
    });

const isRolling = (manifest: Manifest): boolean => rollingKinds.has(`apps/${manifest.kind}`);

/** Whether the content of an object is what changed. */
export const contentDifferences = ({ kind, before, after, differences }: ObjectChange) =>
  (kind === 'core/ConfigMap' || kind === 'core/Secret') && before !== undefined && after !== undefined
    ? differences.filter(({ steps }) => ['data', 'binaryData', 'stringData'].includes(steps[0] ?? ''))
    : [];
