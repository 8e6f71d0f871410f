import type { Manifest } from '../../manifest';
import { guardAnnotations } from '../live';
import { fieldsAt, identityOf } from '../object';
import type { ObjectChange, Scene } from '../rule';

/** What becomes of an object that is gone from Git. */
export type Fate =
  | 'deleted'
  /** It stays in the cluster; nothing in Git stands for it any longer. */
  | 'kept'
  /** Argo CD waits for a person. */
  | 'waits';

/** Options of Argo CD on an object. */
export const optionsOf = (manifest: Manifest | undefined): readonly string[] =>
  optionsIn(fieldsAt(manifest, 'metadata', 'annotations'));

const [syncOptions, helmPolicy] = guardAnnotations;

const optionsIn = (annotations: Readonly<Record<string, unknown>>): readonly string[] =>
  String(annotations[syncOptions] ?? '')
    .split(',')
    .map((option) => option.trim());

/** The record of an environment, which decides about the finalizer of its Application. */
export const recordName = 'pgfleet-environment';

export const recordOf = (manifests: readonly Manifest[]): Readonly<Record<string, unknown>> | undefined => {
  const record = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === recordName);
  return record === undefined ? undefined : fieldsAt(record, 'data');
};

/** The whole directory is gone, and so its Application goes: other guards count then. */
export const isDirectoryRemoved = ({ before, after, context }: Pick<Scene, 'before' | 'after' | 'context'>): boolean =>
  context.removed ?? (before.length > 0 && after.length === 0);

/** What makes an Application take its objects along. Source: Argo CD docs, App Deletion; a suffix chooses in which way. */
export const isCascadeFinalizer = (name: string): boolean => name.startsWith('resources-finalizer.argocd.argoproj.io');

/** Whether the Application takes its objects along: the live one, where a cluster was asked. */
export const cascades = ({ before, context }: Scene): boolean =>
  context.cascade ?? context.live?.cascade ?? recordOf(before)?.deletionPolicy !== 'Retain';

/**
 * The guards are read from the live object (gitops-engine pkg/sync, prune; argo-cd controller, deletion): what stood in Git before is what
 * is taken for it, where no cluster was asked.
 */
export const fateOf = ({ before }: ObjectChange, scene: Scene): Fate => {
  const live = before === undefined ? undefined : scene.context.live?.guards[identityOf(before)];
  const annotations = live ?? fieldsAt(before, 'metadata', 'annotations');
  const options = optionsIn(annotations);
  const is = (option: string): boolean => options.includes(option);
  if (before?.kind === 'CustomResourceDefinition' && isDirectoryRemoved(scene)) return 'kept';
  if (isDirectoryRemoved(scene)) {
    if (!cascades(scene) || is('Delete=false')) return 'kept';
    if (annotations[helmPolicy] === 'keep') return 'kept';
    return is('Delete=confirm') ? 'waits' : 'deleted';
  }
  if (scene.context.prune === false || is('Prune=false')) return 'kept';
  return is('Prune=confirm') ? 'waits' : 'deleted';
};

export const isRemoved = ({ before, after }: ObjectChange): boolean => before !== undefined && after === undefined;

export const isMade = ({ before, after }: ObjectChange): boolean => before === undefined && after !== undefined;
