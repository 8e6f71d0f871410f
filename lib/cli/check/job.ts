import type { ActiveChecks, CheckLevel } from '../../defaults/environment';
import type { KubernetesObject } from '../kubectl';
import { changedJob, lifetime, orphan, replaced, withContainers } from '../manual-job';

/** The least severity that fails a check. */
export type FailOn = ActiveChecks['failOn'];

/** The container that talks to the database. It runs before the one whose log is the report. */
export const checkContainer = 'check';

/** A Job that checks now, from what `kubectl create job --from` made of a CronJob. */
export const checkJob = (
  template: KubernetesObject,
  prefix: string,
  level: CheckLevel,
  failOn: FailOn,
): KubernetesObject => {
  const variables = { PGFLEET_CHECK_LEVEL: level, PGFLEET_FAIL_ON: failOn };
  return changedJob(orphan(template), prefix, (spec) => ({
    ...spec,
    ttlSecondsAfterFinished: lifetime.day,
    // Each container has the variables that it reads, and gets no others.
    template: withContainers(spec.template, ({ env = [], ...container }) => ({
      ...container,
      env: Object.entries(variables).reduce(
        (all, [name, value]) => (all.some((one) => one.name === name) ? replaced(all, name, value) : all),
        env,
      ),
    })),
  }));
};
