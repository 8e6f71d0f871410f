import { rolloutOf, templateDifferences } from '../rollout';
import { at, type Rule } from '../rule';

/** Any byte of the template of Pods, its labels and annotations included. Source: getPatch in kubernetes pkg/controller/statefulset. */
export const podRestart: Rule = {
  id: 'pod-restart',
  class: 'restart',
  summary: 'The template of Pods changes: its controller replaces them.',
  remedy: 'merge it when a restart is welcome',
  check: (change) => {
    const found = templateDifferences(change);
    if (found.length === 0) return [];
    const rollout = rolloutOf(change.before, change.after);
    return 'restarts' in rollout ? found.map((difference) => at(difference, rollout.restarts)) : [];
  },
};
