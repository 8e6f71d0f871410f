import type { ArgoCdSettings } from '../defaults/argocd';
import type { DocumentedManifest } from '../manifest';
import { subscriptions } from './notifications';
import { syncPolicy } from './sync-policy';

/** Every environment says in this file of its own where it goes, and what may happen to it. */
const record = 'ConfigMap.pgfleet-environment.yaml';

/**
 * One for all clusters: it reads the record of each environment, so that a new environment edits no shared file. Nothing of an Application
 * that goes is deleted, unless the record says Delete. Tried on a real Argo CD: test/cluster/argocd-life.test.ts.
 */
export const applicationSet = (settings: ArgoCdSettings): DocumentedManifest => ({
  comment:
    'One Application for each directory of an environment. Only an environment with deletionPolicy Delete takes its objects with it.',
  manifest: {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: settings.project, namespace: settings.namespace },
    spec: {
      goTemplate: true,
      // A record without a field is an error, and no Application with an empty name or place.
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          git: {
            repoURL: settings.repoURL,
            revision: settings.revision,
            files: [{ path: `${settings.path}/*/${record}` }],
          },
        },
      ],
      syncPolicy: { preserveResourcesOnDeletion: true },
      template: {
        metadata: {
          name: '{{.data.environment}}',
          labels: { 'pgfleet.dev/environment': '{{.data.environment}}', 'pgfleet.dev/owner': '{{.data.owner}}' },
          ...(settings.notifications === undefined ? {} : { annotations: subscriptions(settings.notifications) }),
        },
        spec: {
          project: settings.project,
          source: { repoURL: settings.repoURL, targetRevision: settings.revision, path: '{{.path.path}}' },
          destination: { name: '{{.data.cluster}}', namespace: '{{.data.namespace}}' },
          syncPolicy: syncPolicy({ prune: true }),
          revisionHistoryLimit: 10,
        },
      },
      // The finalizer makes Argo CD delete the objects with the Application. Source: Argo CD docs, app deletion.
      templatePatch: [
        '{{- if eq .data.deletionPolicy "Delete" }}',
        'metadata:',
        '  finalizers:',
        '    - resources-finalizer.argocd.argoproj.io',
        '{{- end }}',
        '',
      ].join('\n'),
    },
  },
});
