import type { Rule } from '../rule';
import { claimCannotGrow } from './claim-cannot-grow';
import { claimDeleted } from './claim-deleted';
import { claimGrows } from './claim-grows';
import { claimGrowthUnknown } from './claim-growth-unknown';
import { claimShrinks } from './claim-shrinks';
import { dataOrphaned } from './data-orphaned';
import { fieldInPlace } from './field-in-place';
import { fieldRefused } from './field-refused';
import { metadataChanged } from './metadata-changed';
import { namespaceDeleted } from './namespace-deleted';
import { objectAbandoned } from './object-abandoned';
import { objectDeleted } from './object-deleted';
import { objectMade } from './object-made';
import { podRestart } from './pod-restart';
import { scaledDown } from './scaled-down';
import { scaledUp } from './scaled-up';
import { statefulSetDeleted } from './statefulset-deleted';
import { templateWaits } from './template-waits';
import { workloadDeleted } from './workload-deleted';

/** Two rules of one code would make the code mean two things. */
export const withUniqueIds = (table: readonly Rule[]): readonly Rule[] => {
  const seen = new Set<string>();
  for (const { id } of table) {
    if (seen.has(id)) throw new Error(`two rules of plan have the id ${id}`);
    seen.add(id);
  }
  return table;
};

/** Every rule of plan. */
export const rules: readonly Rule[] = withUniqueIds([
  claimCannotGrow,
  claimDeleted,
  claimGrows,
  claimGrowthUnknown,
  claimShrinks,
  dataOrphaned,
  fieldInPlace,
  fieldRefused,
  metadataChanged,
  namespaceDeleted,
  objectAbandoned,
  objectDeleted,
  objectMade,
  podRestart,
  scaledDown,
  scaledUp,
  statefulSetDeleted,
  templateWaits,
  workloadDeleted,
]);
