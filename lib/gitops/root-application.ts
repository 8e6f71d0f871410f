import type { ArgoCdSettings } from '../defaults/argocd';
import type { DocumentedManifest } from '../manifest';
import { syncPolicy } from './sync-policy';

/** Applied once by hand; from then on it keeps itself, the project and the ApplicationSet as they are in Git. It never prunes. */
export const rootApplication = (settings: ArgoCdSettings): DocumentedManifest => ({
  comment:
    'Applied once by hand. Keeps the project and the ApplicationSet as they are here, and never deletes anything.',
  manifest: {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: settings.project, namespace: settings.namespace },
    spec: {
      project: settings.rootProject,
      source: { repoURL: settings.repoURL, targetRevision: settings.revision, path: `${settings.path}/argocd` },
      destination: { name: 'in-cluster', namespace: settings.namespace },
      syncPolicy: syncPolicy({ prune: false }),
      revisionHistoryLimit: 10,
    },
  },
});
