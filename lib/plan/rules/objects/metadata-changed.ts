import { isBuiltIn } from '../../object';
import { isBelow, type Steps } from '../../path';
import { at, type ObjectChange, type Rule } from '../../rule';

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

/** Names that are known to be read by nothing outside, but for those of Argo CD that mean something. */
const known = /^(app\.kubernetes\.io|pgfleet\.dev|backstage\.io|argocd\.argoproj\.io)\//;

/** Kinds whose annotations somebody reads that is not told here: providers of load balancers, of identities, of admission. */
const readers: ReadonlySet<string> = new Set([
  'core/Namespace',
  'core/Service',
  'core/ServiceAccount',
  'networking.k8s.io/Ingress',
]);

/** Other rules know them. */
const ofArgoCd = /^argocd\.argoproj\.io\/(sync-options|hook|hook-delete-policy|tracking-id)$/;
const standardClass = /is-default-class$/;

const isRead = ({ kind }: ObjectChange, steps: Steps): boolean => {
  const name = steps[2] ?? '';
  if (ofArgoCd.test(name) || standardClass.test(name)) return true;
  const everything = kind === 'core/Namespace' || (steps[1] === 'annotations' && readers.has(kind));
  return everything && !known.test(name);
};
