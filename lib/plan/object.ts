import type { Manifest } from '../manifest';
import type { ObjectRef } from './change';
import type { Steps } from './path';

export type Fields = { readonly [field: string]: unknown };

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Value at a path of names; undefined where there is none. */
export const valueAt = (root: unknown, ...path: Steps): unknown => {
  let node: unknown = root;
  for (const part of path) node = isFields(node) && Object.hasOwn(node, part) ? node[part] : undefined;
  return node ?? undefined;
};

/** The map at a path; empty where there is none. */
export const fieldsAt = (root: unknown, ...path: Steps): Fields => {
  const value = valueAt(root, ...path);
  return isFields(value) ? value : {};
};

/** The maps of the list at a path. */
export const itemsAt = (root: unknown, ...path: Steps): readonly Fields[] => {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? value.filter(isFields) : [];
};

/** The texts of the list at a path. */
export const textsAt = (root: unknown, ...path: Steps): readonly string[] => {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

/** `apps/StatefulSet`, `core/Service`: what the API server knows as one kind, whatever its version. */
export const kindOf = ({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): string => {
  const slash = apiVersion.indexOf('/');
  return `${slash < 0 ? 'core' : apiVersion.slice(0, slash)}/${kind}`;
};

export const refOf = ({ apiVersion, kind, metadata }: Manifest): ObjectRef => ({
  apiVersion,
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** Two manifests with the same one are the same object, before and after; any other is removed and made anew. */
export const identityOf = (manifest: Manifest): string =>
  `${kindOf(manifest)}/${manifest.metadata.namespace ?? ''}/${manifest.metadata.name}`;

/** Steps to the spec of the Pods that an object makes; undefined for an object that makes none. */
export const podSpecSteps = (manifest: Pick<Manifest, 'apiVersion' | 'kind'>): Steps | undefined =>
  podSpecs[kindOf(manifest)];

const template = ['spec', 'template', 'spec'];

const podSpecs: Readonly<Record<string, Steps>> = {
  'core/Pod': ['spec'],
  'core/ReplicationController': template,
  'apps/StatefulSet': template,
  'apps/Deployment': template,
  'apps/DaemonSet': template,
  'apps/ReplicaSet': template,
  'batch/Job': template,
  'batch/CronJob': ['spec', 'jobTemplate', ...template],
};

/** Groups of the API server itself: of their kinds the meaning of a field is known, of all others it is not. */
const ownGroups: ReadonlySet<string> = new Set([
  'core',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'scheduling.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'node.k8s.io',
]);

export const isBuiltIn = (manifest: Manifest): boolean => ownGroups.has(kindOf(manifest).split('/')[0] ?? '');
