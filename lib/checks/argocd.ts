import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import type { EnvironmentSummary } from './fleet';

interface Settings {
  readonly project: string;
  readonly clusters: readonly string[] | undefined;
}

/** What Argo CD would refuse, or could not tell apart. */
export const argocdConflicts = (
  { project, clusters }: Settings,
  summaries: readonly EnvironmentSummary[],
): readonly Diagnostic[] =>
  sortDiagnostics(
    summaries.flatMap(({ id, cluster }) => [
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
    ]),
  );

const at = (id: string, message: string): Diagnostic => ({
  code: 'environment-conflict',
  file: `environments/${id}/values.yaml`,
  line: 1,
  column: 1,
  message,
});
