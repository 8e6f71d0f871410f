import type { Manifest } from '../manifest';
import { isDirectoryRemoved, isRemoved } from './argocd/fate';
import type { ObjectRef } from './change';
import { sizeChange } from './kubernetes/claim';
import { foreignSecrets } from './kubernetes/foreign-secrets';
import { identityOf } from './object';
import { objectChanges } from './plan';

/** An object to look at, and how facts of it are named. */
export interface LiveObject extends ObjectRef {
  readonly identity: string;
}

type Place = Pick<ObjectRef, 'namespace' | 'name'>;

/** What of a live cluster the rules want to know: of objects that change, and only where an answer depends on it. */
export interface LiveQuestions {
  /** Claims whose size changes, or that go: then the policy of the volume decides. */
  readonly claims: readonly (Place & { readonly volume: boolean })[];
  /** Whether any claim asks for another size. */
  readonly storageClasses: boolean;
  readonly secrets: readonly Place[];
  /** Objects whose guards decide whether they go. */
  readonly removed: readonly LiveObject[];
  /** Whether the whole directory goes, and so its Application. */
  readonly application: boolean;
}

export const liveQuestions = (before: readonly Manifest[], after: readonly Manifest[]): LiveQuestions => {
  const changes = objectChanges(before, after).filter(
    ({ object, before: old }) => old !== undefined && (object.namespace !== '' || ofWholeCluster.has(object.kind)),
  );
  const sizes = changes.filter((change) => sizeChange(change, {}) !== undefined);
  const gone = changes.filter((change) => change.kind === 'core/PersistentVolumeClaim' && isRemoved(change));
  return {
    claims: [...sizes, ...gone].map((change) => ({ ...change.object, volume: isRemoved(change) })),
    storageClasses: sizes.length > 0,
    secrets: changes.flatMap((change) => foreignSecrets(change, { after })),
    removed: changes.flatMap((change) =>
      isRemoved(change) && change.before !== undefined
        ? [{ ...change.object, identity: identityOf(change.before) }]
        : [],
    ),
    application: isDirectoryRemoved({ before, after, context: {} }),
  };
};

/** Kinds without a namespace that take data along; any other object without one says not where it is. */
const ofWholeCluster: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolume', 'CustomResourceDefinition']);
