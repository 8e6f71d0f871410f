import type { OrganisationDefaults } from '../config/schema';

type Values = NonNullable<OrganisationDefaults['argocd']>;

/** What `argocd` of environments/defaults.yaml comes to. */
export interface ArgoCdSettings {
  readonly repoURL: string;
  readonly revision: string;
  /** Directory of the generated manifests in the repository. */
  readonly path: string;
  readonly namespace: string;
  readonly project: string;
  readonly rootProject: string;
  /** undefined: any. */
  readonly clusters: readonly string[] | undefined;
  /** Names and their beginnings (`postgres-*`) that the project permits, whether there is such an environment or not. */
  readonly namespaces: readonly string[];
  readonly roles: readonly NonNullable<Values['roles']>[number][];
  readonly syncWindows: readonly NonNullable<Values['syncWindows']>[number][];
  readonly notifications:
    | {
        readonly service: string;
        readonly recipients: Readonly<Record<string, string>>;
        /** undefined: the other owners hear nothing. */
        readonly default: string | undefined;
      }
    | undefined;
}

/** undefined: the organisation says nothing of Argo CD, and there is nothing to generate for it. */
export const resolveArgoCd = (values: Values | undefined): ArgoCdSettings | undefined =>
  values === undefined
    ? undefined
    : {
        repoURL: values.repoURL,
        revision: values.revision ?? 'main',
        path: values.path ?? 'dist',
        namespace: values.namespace ?? 'argocd',
        project: values.project ?? 'pgfleet',
        rootProject: values.rootProject ?? 'default',
        clusters: values.clusters,
        namespaces: values.namespaces ?? ['postgres-*'],
        roles: values.roles ?? [],
        syncWindows: values.syncWindows ?? [],
        notifications:
          values.notifications === undefined
            ? undefined
            : {
                service: values.notifications.service,
                recipients: values.notifications.recipients ?? {},
                default: values.notifications.default,
              },
      };
