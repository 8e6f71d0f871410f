import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import type { Manifest } from '../manifest';
import type { Check } from './check';
import { cronSchedules } from './cron-schedules';
import { literalSecrets } from './literal-secrets';
import { nameLengths } from './name-lengths';
import { restrictedPods } from './restricted-pods';
import { selectors } from './selectors';
import { sizeLimits } from './size-limits';
import { uniqueObjects } from './unique-objects';

/** Every rule over the manifests of one environment. */
export const checks: readonly Check[] = [
  cronSchedules,
  literalSecrets,
  nameLengths,
  restrictedPods,
  selectors,
  uniqueObjects,
];

/** What is wrong with the manifests of one environment, ours and the user's. `file` is its values.yaml. */
export const checkManifests = (file: string, manifests: readonly Manifest[]): readonly Diagnostic[] =>
  sortDiagnostics([
    ...sizeLimits(file, manifests),
    ...checks.flatMap(({ code, check }) =>
      check(manifests).map(({ object, message }) => ({
        code,
        file,
        line: 1,
        column: 1,
        message: `${object}: ${message}`,
      })),
    ),
  ]);
