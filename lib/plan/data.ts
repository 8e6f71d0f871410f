import type { Manifest } from '../manifest';
import { podSpecOf } from './kubernetes/pods';
import { isFields, itemsAt, kindOf } from './object';

/** Kinds that are data, or whose end takes data along. */
const dataKinds: ReadonlySet<string> = new Set([
  'core/PersistentVolumeClaim',
  'core/PersistentVolume',
  'core/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'core.delphix.com/PostgresVDB',
  'postgresql.cnpg.io/Cluster',
  'acid.zalan.do/postgresql',
  'postgres-operator.crunchydata.com/PostgresCluster',
]);

export const isDatabaseResource = (manifest: Manifest): boolean =>
  dataKinds.has(kindOf(manifest)) &&
  kindOf(manifest).split('/')[0]?.includes('.') === true &&
  manifest.kind !== 'CustomResourceDefinition';

/** Whether the Pods of a StatefulSet keep something on claims, of a template or by name. */
export const keepsData = (manifest: Manifest | undefined): boolean =>
  manifest !== undefined &&
  (itemsAt(manifest, 'spec', 'volumeClaimTemplates').length > 0 ||
    itemsAt(podSpecOf(manifest), 'volumes').some(({ persistentVolumeClaim }) => isFields(persistentVolumeClaim)));

/** Whether an object is, holds or serves data that nothing else brings back. */
export const holdsData = (manifest: Manifest | undefined): boolean =>
  manifest !== undefined &&
  (dataKinds.has(kindOf(manifest)) || (kindOf(manifest) === 'apps/StatefulSet' && keepsData(manifest)));
