import type { OrganisationDefaults } from '../config/schema';

/** What `backstage` of environments/defaults.yaml comes to. */
export interface BackstageSettings {
  /** A group: owner of what has no other. */
  readonly owner: string;
  /** `owner/repository`; undefined: not known. */
  readonly projectSlug: string | undefined;
  readonly host: string;
  readonly branch: string;
  readonly system: string;
  /** Of the catalog, not of Kubernetes. */
  readonly namespace: string;
  /** Every environment has an Application of Argo CD. */
  readonly argocd: boolean;
  /** Clusters that an environment may be on; undefined: any. */
  readonly clusters: readonly string[] | undefined;
}

/** undefined: the organisation says nothing of Backstage, and there is nothing to generate for it. */
export const resolveBackstage = ({
  backstage,
  argocd,
}: Pick<OrganisationDefaults, 'backstage' | 'argocd'>): BackstageSettings | undefined =>
  backstage === undefined
    ? undefined
    : {
        owner: backstage.owner,
        projectSlug: backstage.projectSlug,
        host: backstage.host ?? 'github.com',
        branch: backstage.branch ?? argocd?.revision ?? 'main',
        system: backstage.system ?? 'databases',
        namespace: backstage.namespace ?? 'default',
        argocd: argocd !== undefined,
        clusters: argocd?.clusters,
      };
