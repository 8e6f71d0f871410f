import type { ObjectChange, PlanContext } from './rule';

/** A claim as it is in the cluster. */
export interface LiveClaim {
  /** What it asks for now. */
  readonly size?: string;
  readonly bound: boolean;
  /** Also where Git names none: the API server writes its default into the claim. */
  readonly storageClass?: string;
  /** Of its volume. */
  readonly reclaimPolicy?: string;
}

/** Names of its keys, never a value. */
export type LiveSecret = readonly string[] | 'absent';

/**
 * What a live cluster says. What was not asked, or got no answer, is absent; so is what does not exist, but for Secrets: what a cluster
 * does not have makes no danger smaller, it may be the wrong one.
 */
export interface LiveFacts {
  /** By `namespace/name`. */
  readonly claims: Readonly<Record<string, LiveClaim>>;
  readonly storageClasses: Readonly<Record<string, { readonly expandable: boolean }>>;
  /** By `namespace/name`. */
  readonly secrets: Readonly<Record<string, LiveSecret>>;
  /** By `identityOf`, of objects that are removed: the annotations that Argo CD looks at before it deletes. */
  readonly guards: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of an environment that is removed: whether its live Application takes its objects along. Absent: nobody knows it here. */
  readonly cascade?: boolean;
}

/** Annotations that keep an object: options of Argo CD, and what it takes over from Helm. */
export const guardAnnotations = ['argocd.argoproj.io/sync-options', 'helm.sh/resource-policy'] as const;

/** `namespace/name`. */
export const placeName = (namespace: string, name: string): string => `${namespace}/${name}`;

export const liveClaim = ({ object }: ObjectChange, { live }: PlanContext): LiveClaim | undefined =>
  live?.claims[placeName(object.namespace, object.name)];
