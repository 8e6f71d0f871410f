import type { CheckName } from '../../config/schema/checks';
import type { CheckLevel } from '../environment/checks';

/** The level from which each check runs. lib/scripts/checks/check.sh has the same table; a test keeps the two equal. */
export const checkLevels: Readonly<Record<CheckName, CheckLevel>> = {
  settings: 'quick',
  checksums: 'quick',
  collations: 'quick',
  catalogues: 'quick',
  files: 'quick',
  tables: 'quick',
  expect: 'quick',
  indexes: 'standard',
  heap: 'standard',
  btree: 'standard',
  wraparound: 'standard',
  sequences: 'standard',
  transactions: 'standard',
  slots: 'standard',
  bloat: 'standard',
  vacuum: 'standard',
  visibility: 'full',
  reachability: 'full',
  pages: 'full',
};

const depth: Readonly<Record<CheckLevel, number>> = { quick: 0, standard: 1, full: 2 };

/** The checks that a level makes: its own, and those of the levels before it. */
export const checksOf = (level: CheckLevel): readonly CheckName[] =>
  (Object.keys(checkLevels) as CheckName[]).filter((name) => depth[checkLevels[name]] <= depth[level]);
