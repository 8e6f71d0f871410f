import type { Findings, Path } from './findings';

/** Labels and annotations that others act on, by the beginning of the key. */
const reserved: readonly { readonly prefix: string; readonly why: string }[] = [
  { prefix: 'app.kubernetes.io/', why: 'pgfleet sets it, and selectors depend on it' },
  { prefix: 'pgfleet.dev/', why: 'pgfleet sets it' },
  { prefix: 'backstage.io/kubernetes-id', why: 'pgfleet sets it' },
  { prefix: 'argocd.argoproj.io/', why: 'Argo CD acts on it' },
  { prefix: 'pod-security.kubernetes.io/', why: 'it would change what the namespace allows' },
  { prefix: 'kubernetes.io/metadata.name', why: 'Kubernetes sets it' },
  { prefix: 'statefulset.kubernetes.io/', why: 'Kubernetes sets it' },
  { prefix: 'apps.kubernetes.io/', why: 'Kubernetes sets it' },
  { prefix: 'batch.kubernetes.io/', why: 'Kubernetes sets it' },
  { prefix: 'controller-revision-hash', why: 'Kubernetes sets it' },
];

/** The user's labels or annotations, without those that would override ours. */
export const ownLabels = (
  findings: Findings,
  path: Path,
  labels: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> => {
  for (const key of Object.keys(labels ?? {})) {
    const row = reserved.find(({ prefix }) => key.startsWith(prefix));
    if (row !== undefined) findings.add('invalid-value', [...path, key], `"${key}" cannot be set: ${row.why}`);
  }
  return labels ?? {};
};
