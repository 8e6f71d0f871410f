import type { Manifest } from '../manifest';
import { fieldsAt, valueAt } from './object';
import type { ObjectChange, Scene } from './rule';

/** What becomes of an object that is gone from Git. */
export type Fate =
  | 'deleted'
  /** It stays in the cluster; nothing in Git stands for it any longer. */
  | 'kept'
  /** Argo CD waits for a person. */
  | 'waits';

/** Options of Argo CD on an object. */
export const optionsOf = (manifest: Manifest | undefined): readonly string[] =>
  String(fieldsAt(manifest, 'metadata', 'annotations')['argocd.argoproj.io/sync-options'] ?? '')
    .split(',')
    .map((option) => option.trim());

/** The record of an environment, which decides about the finalizer of its Application. */
const recordName = 'pgfleet-environment';

export const recordOf = (manifests: readonly Manifest[]): Readonly<Record<string, unknown>> | undefined => {
  const record = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === recordName);
  return record === undefined ? undefined : fieldsAt(record, 'data');
};

/** The whole directory is gone, and so its Application goes: other guards count then. */
export const isDirectoryRemoved = ({ before, after, context }: Scene): boolean =>
  context.removed ?? (before.length > 0 && after.length === 0);

/** Whether the Application takes its objects along. */
export const cascades = ({ before, context }: Scene): boolean =>
  context.cascade ?? recordOf(before)?.deletionPolicy !== 'Retain';

/**
 * The guards are read from the live object (gitops-engine pkg/sync, prune; argo-cd controller, deletion): what stood in Git before is what
 * is taken for it.
 */
export const fateOf = ({ before }: ObjectChange, scene: Scene): Fate => {
  const options = optionsOf(before);
  const is = (option: string): boolean => options.includes(option);
  if (before?.kind === 'CustomResourceDefinition' && isDirectoryRemoved(scene)) return 'kept';
  if (isDirectoryRemoved(scene)) {
    if (!cascades(scene) || is('Delete=false')) return 'kept';
    if (valueAt(before, 'metadata', 'annotations', 'helm.sh/resource-policy') === 'keep') return 'kept';
    return is('Delete=confirm') ? 'waits' : 'deleted';
  }
  if (scene.context.prune === false || is('Prune=false')) return 'kept';
  return is('Prune=confirm') ? 'waits' : 'deleted';
};

export const isRemoved = ({ before, after }: ObjectChange): boolean => before !== undefined && after === undefined;

export const isMade = ({ before, after }: ObjectChange): boolean => before === undefined && after !== undefined;
