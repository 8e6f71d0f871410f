/**
 * Syncs by itself, and repairs what is changed by hand. An Application that renders to nothing is never pruned (`allowEmpty`), so that an
 * emptied directory takes nothing away. Retries end: a merge that cannot work is repaired by the next one.
 */
export const syncPolicy = ({ prune }: { readonly prune: boolean }) => ({
  automated: { prune, selfHeal: true, allowEmpty: false },
  syncOptions: ['FailOnSharedResource=true', 'ApplyOutOfSyncOnly=true'],
  retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
});
