import type { Manifest } from '../manifest';
import type { ObjectRef, RiskClass } from './change';
import type { Difference } from './differences';
import type { LiveFacts } from './live';

/** An object that is not the same before and after; one side is absent where it is made or removed. */
export interface ObjectChange {
  readonly object: ObjectRef;
  /** `apps/StatefulSet`: see `kindOf`. */
  readonly kind: string;
  readonly before?: Manifest;
  readonly after?: Manifest;
  /** Empty where one side is absent. */
  readonly differences: readonly Difference[];
}

export interface StorageClass {
  /** allowVolumeExpansion of the class. */
  readonly expandable?: boolean;
  readonly encrypted?: boolean;
}

/** What the manifests do not say. */
export interface PlanContext {
  readonly environment?: string;
  /** What the organisation knows of its StorageClasses. */
  readonly storageClasses?: Readonly<Record<string, StorageClass>>;
  /** Version of the API server, as in `1.34`. Absent: the strictest answer. */
  readonly kubernetes?: string;
  /** Whether the Application has the finalizer that takes its objects along. Absent: as the record of the environment says, else it has. */
  readonly cascade?: boolean;
  /** Whether Argo CD deletes what is gone from Git. Absent: it does. */
  readonly prune?: boolean;
  /** The whole directory is gone, and its Application with it. Absent: where nothing is left. */
  readonly removed?: boolean;
  /** What a live cluster says, where one was asked. */
  readonly live?: LiveFacts;
}

/** All objects of an environment on both sides, for rules that look at more than one. */
export interface Scene {
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
  readonly changes: readonly ObjectChange[];
  readonly context: PlanContext;
}

/** What a rule found; what is absent is that of the rule, or of the object. */
export interface Found {
  /** Of the field; it speaks for every difference at and below it. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly message: string;
  readonly remedy?: string;
  readonly unknown?: string;
}

/** One thing that can happen: one code, one class, one page in docs/plan/. */
export interface Rule {
  /** The code. */
  readonly id: string;
  readonly class: RiskClass;
  /** What it finds, in a line. */
  readonly summary: string;
  /** The way out, where a finding names no better one. */
  readonly remedy: string;
  readonly check: (change: ObjectChange, scene: Scene) => readonly Found[];
}

/** A finding at a difference, with its values. */
export const at = (
  { path, before, after }: Difference,
  message: string,
  rest: Pick<Found, 'remedy' | 'unknown'> = {},
): Found => ({ path, before, after, message, ...rest });
