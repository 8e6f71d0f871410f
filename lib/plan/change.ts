/**
 * What a change does to what runs, the mildest first: this order is the order of severity. What is not known (`unclassified`) can be anything
 * and so stands above a restart; what cannot be undone by the next merge (`data-loss`) stands last.
 */
export const riskClasses = [
  'none',
  'in-place',
  'reload',
  'not-picked-up',
  'restart',
  'unclassified',
  'security',
  'refused',
  'start-fails',
  'data-loss',
] as const;
export type RiskClass = (typeof riskClasses)[number];

/** Below 0: `a` is the milder one. */
export const compareSeverity = (a: RiskClass, b: RiskClass): number => riskClasses.indexOf(a) - riskClasses.indexOf(b);

/** What a rule says of an object. */
export interface Finding {
  readonly code: string;
  readonly class: RiskClass;
  /** The field, as in `spec.template.spec.containers[postgres].image`; empty: the object itself. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** What will happen. */
  readonly message: string;
  /** The way to get there without it, or what to do before. */
  readonly remedy: string;
  /** What cannot be known without the cluster, where the verdict depends on it. */
  readonly unknown?: string;
}

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty: of the whole cluster, or not said. */
  readonly namespace: string;
  readonly name: string;
}

export interface PlannedChange extends Finding {
  readonly environment: string;
  readonly object: ObjectRef;
  /** The line of values.yaml that brought it: `environments/dev/values.yaml:7:5 database.storage.size`; empty: not known. */
  readonly cause: string;
}

/** Classes about which nothing has to be done: their way out is none. */
export const quietClasses: ReadonlySet<RiskClass> = new Set(['none', 'in-place', 'reload']);
