import { type Diagnostic, sortDiagnostics } from '../diagnostic';

/** What the fleet must know about each of its environments. */
export interface EnvironmentSummary {
  readonly id: string;
  /** Argo CD destination. */
  readonly cluster: string;
  readonly namespace: string;
  readonly createsNamespace: boolean;
  readonly deletionPolicy: 'Retain' | 'Delete';
  /** Empty: nobody. */
  readonly owner: string;
  /** `group/Kind` of all objects, separated by spaces; of the core group `/Kind`. */
  readonly kinds: string;
  /** Text of environments/<id>/catalog-info.yaml; absent: the organisation does not ask for it. */
  readonly catalogInfo?: string;
  /** Lines for people about what is no mistake; absent where there is none. */
  readonly notices?: readonly string[];
}

/**
 * Environments that claim the same namespace of the same cluster: each would own, change and prune what is the other's. That holds for a
 * namespace of somebody else (`create: false`) as well. Reported for every one of them.
 */
export const fleetConflicts = (
  summaries: readonly Pick<EnvironmentSummary, 'id' | 'cluster' | 'namespace'>[],
): Diagnostic[] => {
  const claims = new Map<string, string[]>();
  for (const { id, cluster, namespace } of summaries) {
    const place = `${cluster}/${namespace}`;
    claims.set(place, [...(claims.get(place) ?? []), id].sort());
  }
  return sortDiagnostics(
    summaries.flatMap(({ id, cluster, namespace }) => {
      const others = (claims.get(`${cluster}/${namespace}`) ?? []).filter((other) => other !== id);
      if (others.length === 0) return [];
      return [
        {
          code: 'environment-conflict' as const,
          file: `environments/${id}/values.yaml`,
          line: 1,
          column: 1,
          message: `the namespace "${namespace}" on cluster "${cluster}" is also claimed by ${others.join(', ')}: give each its own`,
        },
      ];
    }),
  );
};
