import type { Manifest } from '../../manifest';
import { podSpecSteps } from '../object';
import type { ObjectChange, Scene } from '../rule';
import { rollingKinds } from './pods';
import { type Reading, referencesOf } from './references';
import { templateDifferences } from './rollout';

export interface Consumer {
  readonly manifest: Manifest;
  readonly readings: readonly Reading[];
  /** Its Pods run all the time, and their template does not change in this merge. */
  readonly runsOn: boolean;
}

/** Who reads a ConfigMap or a Secret, of the objects that are there after the merge. */
export const consumersOf = (change: ObjectChange, { after, changes }: Scene): readonly Consumer[] => {
  const { object } = change;
  const changed = new Set(contentDifferences(change).map(({ steps }) => steps[1]));
  return after
    .filter((one) => podSpecSteps(one) !== undefined && (one.metadata.namespace ?? '') === object.namespace)
    .flatMap((manifest) => {
      const readings = referencesOf(manifest)
        .filter(({ kind, name }) => kind === object.kind && name === object.name)
        // A difference of all the data has no key.
        .filter(({ keys }) => keys === undefined || changed.has(undefined) || keys.some((key) => changed.has(key)))
        .map(({ reading }) => reading);
      if (readings.length === 0) return [];
      const restarts = changes.some((other) => other.after === manifest && templateDifferences(other).length > 0);
      return [{ manifest, readings, runsOn: (isRolling(manifest) || manifest.kind === 'Pod') && !restarts }];
    });
};

/** Only Jobs and CronJobs read it: each at its start, and none of them is there for long. */
export const isReadByJobsOnly = (change: ObjectChange, scene: Scene): boolean => {
  const consumers = consumersOf(change, scene);
  return (
    consumers.length > 0 && consumers.every(({ manifest }) => manifest.kind === 'Job' || manifest.kind === 'CronJob')
  );
};

const isRolling = (manifest: Manifest): boolean => rollingKinds.has(`apps/${manifest.kind}`);

/** Whether the content of an object is what changed. */
export const contentDifferences = ({ kind, before, after, differences }: ObjectChange) =>
  (kind === 'core/ConfigMap' || kind === 'core/Secret') && before !== undefined && after !== undefined
    ? differences.filter(({ steps }) => ['data', 'binaryData', 'stringData'].includes(steps[0] ?? ''))
    : [];
