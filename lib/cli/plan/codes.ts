import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RiskClass } from '../../plan/change';
import { unclassified } from '../../plan/plan';
import { rules } from '../../plan/rules';
import { packageRoot } from '../../program';

/** A code of `pgfleet plan`. */
export interface PlanCode {
  readonly class: RiskClass;
  readonly summary: string;
  /** Below the root of the package. */
  readonly page: string;
}

export const planCodes = (): Readonly<Record<string, PlanCode>> =>
  Object.fromEntries(
    [...rules, unclassified].map(({ id, class: risk, summary }) => [
      id,
      { class: risk, summary, page: `docs/plan/${id}.md` },
    ]),
  );

/** The page as it is; its links lead from docs/plan/. */
export const planPage = ({ page }: PlanCode): string => readFileSync(join(packageRoot(), page), 'utf8');
