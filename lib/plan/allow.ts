import type { PlannedChange } from './change';

/** A danger that was reviewed, as in `allow` of values.yaml. */
export interface Allowance {
  readonly code: string;
  /** `Kind/name`. */
  readonly object: string;
  readonly reason: string;
  /** Last day on which it holds: 2026-12-01; absent: for ever. */
  readonly until?: string;
}

export interface JudgedChange extends PlannedChange {
  /** Why it does not count. */
  readonly allowed?: Pick<Allowance, 'reason' | 'until'>;
  /** It was allowed, up to this day. */
  readonly expired?: string;
}

export interface Judgement {
  readonly changes: readonly JudgedChange[];
  /** Allowances that no change needs. */
  readonly unused: readonly Allowance[];
}

/** `today`: 2026-11-29, in UTC. */
export const applyAllowances = (
  changes: readonly PlannedChange[],
  allowances: readonly Allowance[],
  today: string,
): Judgement => {
  const used = new Set<Allowance>();
  const judged = changes.map((change): JudgedChange => {
    const fitting = allowances.filter((one) => one.code === change.code && one.object === nameOf(change));
    for (const one of fitting) used.add(one);
    const valid = fitting.find(({ until }) => until === undefined || today <= until);
    if (valid !== undefined) {
      const { reason, until } = valid;
      return { ...change, allowed: until === undefined ? { reason } : { reason, until } };
    }
    const [expired] = fitting;
    return expired?.until === undefined ? change : { ...change, expired: expired.until };
  });
  return { changes: judged, unused: allowances.filter((one) => !used.has(one)) };
};

export const nameOf = ({ object }: PlannedChange): string => `${object.kind}/${object.name}`;
