import type { JudgedChange } from '../allow';
import { compareSeverity, type RiskClass, riskClasses } from '../change';

export interface Summary {
  /** Of what is not allowed; undefined: nothing changes. */
  readonly worst: RiskClass | undefined;
  /** Entries of each class, the worst first; without those that are allowed. */
  readonly counts: Readonly<Partial<Record<RiskClass, number>>>;
  readonly allowed: number;
  readonly environments: readonly string[];
  /** Workloads whose Pods restart, as `environment/Kind/name`. */
  readonly restarts: readonly string[];
  /** How many of them are databases: StatefulSets. */
  readonly databases: number;
}

export const summarize = (changes: readonly JudgedChange[]): Summary => {
  const counted = changes.filter(({ allowed }) => allowed === undefined);
  const counts: Partial<Record<RiskClass, number>> = {};
  for (const risk of [...riskClasses].reverse()) {
    const count = counted.filter((change) => change.class === risk).length;
    if (count > 0) counts[risk] = count;
  }
  const restarting = changes.filter(({ code }) => code === 'pod-restart' || code === 'vdb-restart');
  const restarts = [
    ...new Set(restarting.map(({ environment, object }) => `${environment}/${object.kind}/${object.name}`)),
  ];
  return {
    worst: counted
      .map((change) => change.class)
      .sort(compareSeverity)
      .at(-1),
    counts,
    allowed: changes.length - counted.length,
    environments: [...new Set(changes.map(({ environment }) => environment))].sort(),
    restarts: restarts.sort(),
    databases: restarts.filter((name) => /\/(StatefulSet|PostgresVDB)\//.test(name)).length,
  };
};

/** One line: the worst class, the counts, and what restarts. */
export const summaryLine = ({ worst, counts, allowed, environments, restarts, databases }: Summary): string => {
  if (environments.length === 0) return 'nothing changes';
  const numbers = Object.entries(counts).map(([risk, count]) => `${count} ${risk}`);
  const accepted = allowed === 0 ? [] : [`${allowed} allowed`];
  const where =
    environments.length === 1
      ? `in ${environments[0] === '' ? 'one directory' : environments[0]}`
      : `in ${environments.length} environments`;
  const first = restarts
    .slice(0, 5)
    .map((name) => name.replace(/^\//, '').replace(/\/(StatefulSet|Deployment|DaemonSet|PostgresVDB)\//, '/'));
  const more = restarts.length > first.length ? ` and ${restarts.length - first.length} more` : '';
  const restart =
    restarts.length === 0
      ? 'no Pod restarts'
      : `${first.join(', ')}${more} restart${restarts.length === 1 ? 's' : ''}${databases > 1 ? `: ${databases} databases at once` : ''}`;
  return `${worst ?? 'allowed'}: ${[...numbers, ...accepted].join(', ')} ${where}; ${restart}`;
};

/** Whether something not allowed is of this class or a worse one. */
export const reaches = (changes: readonly JudgedChange[], least: RiskClass): boolean =>
  changes.some((change) => change.allowed === undefined && compareSeverity(change.class, least) >= 0);
