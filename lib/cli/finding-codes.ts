import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a finding of a check means, and what to do. */
export interface FindingCode {
  readonly check: string;
  readonly severity: string;
  readonly means: string;
  readonly do: string;
}

/** The table that the Jobs of checks read: there is no other one. */
export const findingCodes = (): Readonly<Record<string, FindingCode>> =>
  JSON.parse(readFileSync(join(__dirname, '..', 'scripts', 'checks', 'findings.json'), 'utf8'));
