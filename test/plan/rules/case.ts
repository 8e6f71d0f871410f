import type { Manifest } from '../../../lib/manifest';
import type { PlanContext } from '../../../lib/plan/plan';

/** Two sets of manifests, in words. */
export interface Case {
  readonly title: string;
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
  readonly context?: PlanContext;
}

/** What a rule finds, and what it lets pass. */
export interface Verdicts {
  readonly finds: readonly Case[];
  readonly passes: readonly Case[];
}

/** By the id of a rule. */
export type Cases = Readonly<Record<string, Verdicts>>;

export const change = (
  title: string,
  before: Manifest | readonly Manifest[] | undefined,
  after: Manifest | readonly Manifest[] | undefined,
  context: PlanContext = {},
): Case => ({ title, before: listed(before), after: listed(after), context: { removed: false, ...context } });

const listed = (value: Manifest | readonly Manifest[] | undefined): readonly Manifest[] =>
  value === undefined ? [] : 'kind' in value ? [value] : value;
