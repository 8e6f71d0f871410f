import { isAt } from '../../path';
import { at, type Rule } from '../../rule';

/** A paused Deployment that goes on may have a template waiting. */
export const deploymentPaused: Rule = {
  id: 'deployment-paused',
  class: 'restart',
  summary: 'A Deployment is paused, or goes on: what changed in between is rolled out then.',
  remedy: 'merge it when a restart is welcome',
  check: ({ kind, before, differences }) =>
    kind === 'apps/Deployment' && before !== undefined
      ? differences
          .filter(({ steps }) => isAt(steps, 'spec.paused'))
          .map((difference) =>
            at(
              difference,
              difference.after === true
                ? 'no Pod restarts; later changes of its template wait'
                : 'its Pods restart if their template changed while it was paused',
            ),
          )
      : [],
};
