import type { Manifest } from '../../../manifest';
import { isCascadeFinalizer } from '../../argocd/fate';
import { textsAt, valueAt } from '../../object';
import type { Rule } from '../../rule';

/** Argo CD deletes more than before when a file, a directory or an Application goes. */
export const argocdCascade: Rule = {
  id: 'argocd-cascade',
  class: 'data-loss',
  summary: 'Argo CD is to delete the objects of an Application with it, or to prune what is gone from Git.',
  remedy: 'keep preserveResourcesOnDeletion, and give the finalizer only to environments with deletionPolicy: Delete',
  check: ({ kind, before, after }) => {
    if (!kind.startsWith('argoproj.io/Application') || before === undefined || after === undefined) return [];
    return facts
      .filter(([, is]) => !is(before) && is(after))
      .map(([path, , message]) => ({
        path,
        before: valueAt(before, ...path.split('.')),
        after: valueAt(after, ...path.split('.')),
        message,
      }));
  },
};

const applicationOf = (manifest: Manifest): unknown =>
  manifest.kind === 'ApplicationSet' ? valueAt(manifest, 'spec', 'template') : manifest;
const hasFinalizer = (manifest: Manifest): boolean =>
  textsAt(applicationOf(manifest), 'metadata', 'finalizers').some(isCascadeFinalizer);

/** Path, whether it holds, and what follows from it. */
const facts: readonly (readonly [string, (manifest: Manifest) => boolean, string])[] = [
  [
    'spec.syncPolicy.preserveResourcesOnDeletion',
    (manifest) =>
      manifest.kind === 'ApplicationSet' &&
      valueAt(manifest, 'spec', 'syncPolicy', 'preserveResourcesOnDeletion') !== true &&
      valueAt(manifest, 'spec', 'template', 'metadata', 'finalizers') === undefined,
    'every Application gets the finalizer: a directory that is removed takes its objects along',
  ],
  [
    'metadata.finalizers',
    (manifest) => manifest.kind === 'Application' && hasFinalizer(manifest),
    'the Application takes its objects along when it goes',
  ],
  [
    'spec.template.metadata.finalizers',
    (manifest) => manifest.kind === 'ApplicationSet' && hasFinalizer(manifest),
    'every Application takes its objects along when it goes',
  ],
  [
    'spec.syncPolicy.automated.prune',
    (manifest) =>
      manifest.kind === 'Application' && valueAt(manifest, 'spec', 'syncPolicy', 'automated', 'prune') === true,
    'what is gone from Git is deleted, unless an annotation keeps it',
  ],
  [
    'spec.template.spec.syncPolicy.automated.prune',
    (manifest) => valueAt(manifest, 'spec', 'template', 'spec', 'syncPolicy', 'automated', 'prune') === true,
    'what is gone from Git is deleted, unless an annotation keeps it',
  ],
  [
    'spec.syncPolicy.automated.allowEmpty',
    (manifest) => valueAt(manifest, 'spec', 'syncPolicy', 'automated', 'allowEmpty') === true,
    'a directory that renders to nothing deletes everything',
  ],
  [
    'spec.template.spec.syncPolicy.automated.allowEmpty',
    (manifest) => valueAt(manifest, 'spec', 'template', 'spec', 'syncPolicy', 'automated', 'allowEmpty') === true,
    'a directory that renders to nothing deletes everything',
  ],
];
