import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import type { EnvironmentSummary } from './fleet';

interface Settings {
  readonly project: string;
  readonly clusters: readonly string[] | undefined;
  readonly namespaces: readonly string[];
}

/** What Argo CD would refuse, or could not tell apart. */
export const argocdConflicts = (
  { project, clusters, namespaces }: Settings,
  summaries: readonly EnvironmentSummary[],
): readonly Diagnostic[] =>
  sortDiagnostics(
    summaries.flatMap(({ id, cluster, namespace, deletionPolicy }) => [
      ...(id === project
        ? [
            at(
              id,
              `the Application of this environment would be called "${id}", like the root Application: rename one of them (argocd.project)`,
            ),
          ]
        : []),
      ...(clusters === undefined || clusters.includes(cluster)
        ? []
        : [
            at(
              id,
              `the cluster "${cluster}" is none of argocd.clusters in environments/defaults.yaml: ${clusters.join(', ')}`,
            ),
          ]),
      // Its place leaves the project in the commit that removes it, and of what is not permitted there Argo CD deletes the namespace at most.
      ...(deletionPolicy === 'Retain' || namespaces.some((pattern) => covers(pattern, namespace))
        ? []
        : [
            at(
              id,
              `deletionPolicy is Delete, and the namespace "${namespace}" is none of argocd.namespaces (${namespaces.join(', ')}): Argo CD could not delete what is in it, once its directory is gone`,
            ),
          ]),
    ]),
  );

/** A name, or its beginning before a star. */
const covers = (pattern: string, namespace: string): boolean =>
  pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern;

const at = (id: string, message: string): Diagnostic => ({
  code: 'environment-conflict',
  file: `environments/${id}/values.yaml`,
  line: 1,
  column: 1,
  message,
});
