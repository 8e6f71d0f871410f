/**
 * Syncs by itself, and repairs what is changed by hand. An Application that renders to nothing is never pruned (`allowEmpty`), so that an
 * emptied directory takes nothing away. Retries end within about two minutes (5, 10, 20, 40 and 60 seconds): until then Argo CD takes no
 * further commit, and a merge that cannot work is repaired by the next one. Not fewer: a revision that failed is not tried again by itself.
 */
export const syncPolicy = ({ prune }: { readonly prune: boolean }) => ({
  automated: { prune, selfHeal: true, allowEmpty: false },
  syncOptions: ['FailOnSharedResource=true', 'ApplyOutOfSyncOnly=true'],
  retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '1m' } },
});
