import type { Peer, PublicAccess } from './environment';
import type { Findings, Path } from './findings';
import { ownLabels } from './labels';

/** Who may connect. An empty peer means the Pods of the same namespace; there is always at least one peer. */
export const resolveAccess = (findings: Findings): readonly Peer[] => {
  const access = findings.values.access;
  const namespaces = access?.namespaces ?? [];
  const from = access?.from ?? [];
  if (access?.namespaces === undefined && access?.from === undefined) return [{}];
  // An empty list in a NetworkPolicy allows everybody, the opposite of what its writer meant.
  if (namespaces.length + from.length === 0)
    findings.add('invalid-value', ['access'], 'access names nobody: leave it out for the Pods of the same namespace');
  judgePeers(findings, ['access', 'from'], from);
  return [...namespaces.map((namespace) => ({ namespace })), ...from];
};

/** Entries that mean something else to Kubernetes than to their writer. */
export const judgePeers = (findings: Findings, at: Path, peers: readonly Peer[]): void => {
  for (const [index, peer] of peers.entries()) {
    const path = [...at, index];
    if (peer.cidr !== undefined && (peer.namespace ?? peer.namespaceLabels ?? peer.podLabels) !== undefined)
      findings.add(
        'invalid-value',
        [...path, 'cidr'],
        'cidr cannot stand beside namespace, namespaceLabels or podLabels: make it an entry of its own',
      );
    if (peer.namespace !== undefined && peer.namespaceLabels !== undefined)
      findings.add(
        'invalid-value',
        [...path, 'namespaceLabels'],
        'namespaceLabels cannot stand beside namespace: one of the two',
      );
    if (
      peer.cidr === undefined &&
      peer.namespace === undefined &&
      size(peer.namespaceLabels) + size(peer.podLabels) === 0
    )
      findings.add(
        'invalid-value',
        path,
        'the entry names nobody, which Kubernetes reads as everybody: name a namespace, labels or a cidr',
      );
  }
};

/** The Service of type LoadBalancer. That it has TLS is for tls.ts to say. */
export const resolvePublicAccess = (findings: Findings): PublicAccess | undefined => {
  const open = findings.values.access?.public;
  if (open === undefined) return undefined;
  return {
    sourceRanges: open.sourceRanges,
    annotations: ownLabels(findings, ['access', 'public', 'annotations'], open.annotations),
  };
};

const size = (labels: Readonly<Record<string, string>> | undefined): number => Object.keys(labels ?? {}).length;
