import type { Manifest } from '../../manifest';
import { type Fields, itemsAt, valueAt } from '../object';
import { containersOf, podSpecOf } from './pods';

/** How a Pod reads a ConfigMap or a Secret. `variable`: at its start only; `subPath`: the same; `files`: the files follow. */
export type Reading = 'variable' | 'subPath' | 'files';

export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'ServiceAccount' | 'PersistentVolumeClaim';
  readonly name: string;
  readonly reading: Reading;
  /** Absent: all that it holds. */
  readonly keys?: readonly string[];
  /** The Pod starts without it as well. */
  readonly optional: boolean;
}

/** What the Pods of an object need. */
export const referencesOf = (manifest: Manifest): readonly Reference[] => {
  const pod = podSpecOf(manifest);
  const containers = containersOf(manifest);
  const account = pod.serviceAccountName;
  return [
    ...itemsAt(pod, 'volumes').flatMap((volume) => ofVolume(volume, containers)),
    ...containers.flatMap(ofVariables),
    ...(typeof account === 'string' && account !== 'default'
      ? [{ kind: 'ServiceAccount', name: account, reading: 'variable', optional: false } as const]
      : []),
    ...itemsAt(pod, 'imagePullSecrets').map(
      ({ name }) => ({ kind: 'Secret', name: String(name), reading: 'variable', optional: true }) as const,
    ),
  ];
};

const ofVolume = (volume: Fields, containers: readonly Fields[]): readonly Reference[] => {
  const mounts = containers.flatMap((container) =>
    itemsAt(container, 'volumeMounts').filter(({ name }) => name === volume.name),
  );
  const reading = mounts.some(({ subPath, subPathExpr }) => (subPath ?? subPathExpr) !== undefined)
    ? 'subPath'
    : 'files';
  const claim = valueAt(volume, 'persistentVolumeClaim', 'claimName');
  return [
    ...source(volume.configMap, 'ConfigMap', 'name', reading),
    ...source(volume.secret, 'Secret', 'secretName', reading),
    ...itemsAt(volume, 'projected', 'sources').flatMap((one) => [
      ...source(one.configMap, 'ConfigMap', 'name', reading),
      ...source(one.secret, 'Secret', 'name', reading),
    ]),
    ...(typeof claim === 'string'
      ? [{ kind: 'PersistentVolumeClaim', name: claim, reading, optional: false } as const]
      : []),
  ];
};

const ofVariables = (container: Fields): readonly Reference[] => [
  ...itemsAt(container, 'env').flatMap((variable) => [
    ...source(valueAt(variable, 'valueFrom', 'configMapKeyRef'), 'ConfigMap', 'name', 'variable'),
    ...source(valueAt(variable, 'valueFrom', 'secretKeyRef'), 'Secret', 'name', 'variable'),
  ]),
  ...itemsAt(container, 'envFrom').flatMap((from) => [
    ...source(from.configMapRef, 'ConfigMap', 'name', 'variable'),
    ...source(from.secretRef, 'Secret', 'name', 'variable'),
  ]),
];

const source = (node: unknown, kind: 'ConfigMap' | 'Secret', field: string, reading: Reading): readonly Reference[] => {
  const [name, key] = [valueAt(node, field), valueAt(node, 'key')];
  if (typeof name !== 'string') return [];
  const items = itemsAt(node, 'items').map((item) => String(item.key));
  const keys = typeof key === 'string' ? [key] : items;
  const optional = valueAt(node, 'optional') === true;
  return [{ kind, name, reading, optional, ...(keys.length === 0 ? {} : { keys }) }];
};
