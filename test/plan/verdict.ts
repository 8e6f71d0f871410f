import type { Manifest } from '../../lib/manifest';
import { compareSeverity, type RiskClass } from '../../lib/plan/change';
import { type PlanContext, planManifests } from '../../lib/plan/plan';
import { corpusNamespace, type Pair } from './corpus';

/** What plan says of a pair. */
export interface Verdict {
  /** The worst of its findings. */
  readonly class: RiskClass;
  /** Codes of that class first; each once. */
  readonly codes: readonly string[];
  /** It says that it cannot know. */
  readonly unknown: boolean;
  /** Why. */
  readonly reason?: string;
}

/** What the organisation writes into environments/defaults.yaml about the cluster of the tier. */
export const clusterContext: PlanContext = {
  kubernetes: '1.34',
  storageClasses: { growing: { expandable: true }, standard: { expandable: false } },
};

/** Stands beside every pair: a directory in which nothing is left is another matter. */
const bystander: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'bystander', namespace: corpusNamespace },
};

const environmentOf = ({ metadata }: Manifest): string => metadata.labels?.['pgfleet.dev/environment'] ?? '';

/** Each environment is a directory of its own; objects of others are in one that stays. */
const directories = ({ before, after }: Pair): readonly Pick<Pair, 'before' | 'after'>[] =>
  [...new Set([...before, ...after].map(environmentOf))].map((environment) => {
    const others = environment === '' ? [bystander] : [];
    const within = (manifests: readonly Manifest[]): readonly Manifest[] => [
      ...manifests.filter((manifest) => environmentOf(manifest) === environment),
      ...others,
    ];
    return { before: within(before), after: within(after) };
  });

export const verdictOf = (pair: Pair, context: PlanContext = clusterContext): Verdict => {
  const changes = directories(pair).flatMap(({ before, after }) => planManifests(before, after, context));
  const unclassified = changes.find((change) => change.class === 'unclassified');
  const reason = changes.find((change) => change.unknown !== undefined)?.unknown ?? unclassified?.message;
  return {
    ...(reason === undefined ? {} : { reason }),
    class: changes.reduce<RiskClass>((most, one) => (compareSeverity(one.class, most) > 0 ? one.class : most), 'none'),
    codes: [...new Set(changes.map(({ code }) => code))],
    unknown: reason !== undefined,
  };
};

/** A reload is what no cluster shows: nothing restarts. */
const seen = (verdict: RiskClass): RiskClass => (verdict === 'reload' ? 'in-place' : verdict);

export type Agreement = 'agrees' | 'judged' | 'unknown' | 'too high' | 'too low';

/** How what plan says stands to what a cluster did. */
export const agreement = ({ happens, judged, hidden }: Pair, verdict: Verdict): Agreement => {
  const difference = compareSeverity(seen(verdict.class), happens);
  if (difference === 0) return 'agrees';
  if (verdict.class === judged) return 'judged';
  if (difference < 0) return hidden !== undefined && verdict.unknown ? 'unknown' : 'too low';
  return verdict.unknown ? 'unknown' : 'too high';
};
