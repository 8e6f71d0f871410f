import type { Difference } from '../../differences';
import { rolloutOf, templateDifferences } from '../../kubernetes/rollout';
import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

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
    return 'restarts' in rollout
      ? found.map((difference) => at(difference, rollout.restarts, openQuestion(difference)))
      : [];
  },
};

/** What decides whether the new Pod starts, and stands in no manifest. */
const questions: readonly (readonly [string, string])[] = [
  ['spec.template.spec.containers.*.image', 'whether the node can pull the image'],
  ['spec.template.spec.initContainers.*.image', 'whether the node can pull the image'],
  ['spec.template.spec.containers.*.resources', 'whether a node has that much left'],
  ['spec.template.spec.securityContext', 'whether the image and Pod Security of the Namespace agree with it'],
  [
    'spec.template.spec.containers.*.securityContext',
    'whether the image and Pod Security of the Namespace agree with it',
  ],
  ['spec.template.spec.volumes.*.hostPath', 'whether Pod Security of the Namespace lets it in'],
];

const openQuestion = ({ steps }: Difference): { readonly unknown?: string } => {
  const unknown = questions.find(([path]) => isBelow(steps, path))?.[1];
  return unknown === undefined ? {} : { unknown };
};
