import { isBuiltIn } from '../object';
import { isBelow, type Steps } from '../path';
import { at, type ObjectChange, type Rule } from '../rule';

/** Labels and annotations of the object itself: no Pod restarts by them. */
export const metadataChanged: Rule = {
  id: 'metadata-changed',
  class: 'none',
  summary: 'A label or annotation of an object that nothing reads.',
  remedy: 'nothing to do',
  check: (change) => {
    if (change.after === undefined || !isBuiltIn(change.after)) return [];
    return change.differences
      .filter(({ steps }) => isMetadata(steps) && !isRead(change, steps))
      .map((difference) => at(difference, 'it is written, and nothing restarts'));
  },
};

const isMetadata = (steps: Steps): boolean =>
  isBelow(steps, 'metadata.labels') || isBelow(steps, 'metadata.annotations');

/** What something reads, by kind: other rules know it, or nobody does. */
const readers: Readonly<Record<string, RegExp>> = {
  // Policies of other namespaces choose it by its labels, and so does Pod Security.
  'core/Namespace': /^(?!app\.kubernetes\.io\/|pgfleet\.dev\/|backstage\.io\/|argocd\.argoproj\.io\/compare-options$)/,
  // The provider of load balancers.
  'core/Service': /^(?!app\.kubernetes\.io\/|pgfleet\.dev\/|backstage\.io\/|argocd\.argoproj\.io\/compare-options$)/,
  'networking.k8s.io/Ingress': /^(?!app\.kubernetes\.io\/|pgfleet\.dev\/|backstage\.io\/)/,
  'core/ServiceAccount': /^(?!app\.kubernetes\.io\/|pgfleet\.dev\/|backstage\.io\/)/,
  'storage.k8s.io/StorageClass': /is-default-class$/,
  'networking.k8s.io/IngressClass': /is-default-class$/,
};

/** Of every kind. */
const ofArgoCd = /^argocd\.argoproj\.io\/(sync-options|hook|hook-delete-policy|tracking-id)$/;

const isRead = ({ kind }: ObjectChange, steps: Steps): boolean => {
  const name = steps[2] ?? '';
  const reader = steps[1] === 'labels' && kind !== 'core/Namespace' ? undefined : readers[kind];
  return ofArgoCd.test(name) || (reader?.test(name) ?? false);
};
