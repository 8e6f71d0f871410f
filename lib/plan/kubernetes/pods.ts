import type { Manifest } from '../../manifest';
import { type Fields, fieldsAt, itemsAt, podSpecSteps, valueAt } from '../object';

/** Kinds whose Pods are replaced when their template changes. */
export const rollingKinds: ReadonlySet<string> = new Set(['apps/StatefulSet', 'apps/Deployment', 'apps/DaemonSet']);

export const podSpecOf = (manifest: Manifest | undefined): Fields => {
  const steps = manifest === undefined ? undefined : podSpecSteps(manifest);
  return steps === undefined ? {} : fieldsAt(manifest, ...steps);
};

export const containersOf = (manifest: Manifest | undefined): readonly Fields[] => {
  const spec = podSpecOf(manifest);
  return [...itemsAt(spec, 'initContainers'), ...itemsAt(spec, 'containers')];
};

/** How many Pods a workload asks for; undefined: one on each node. */
export const replicasOf = (manifest: Manifest | undefined): number | undefined => {
  if (manifest?.kind === 'DaemonSet') return undefined;
  const replicas = valueAt(manifest, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
};

/** Seconds that a Pod has to stop in. */
export const graceSecondsOf = (manifest: Manifest | undefined): number => {
  const seconds = podSpecOf(manifest).terminationGracePeriodSeconds;
  return typeof seconds === 'number' ? seconds : 30;
};
