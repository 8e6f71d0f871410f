import { isBelow } from '../../path';
import { at, type Rule } from '../../rule';

/** The way around the refusal is what loses sight of the data. */
export const claimTemplateRenamed: Rule = {
  id: 'claim-template-renamed',
  class: 'data-loss',
  summary: 'A claim template gets another name: a StatefulSet that is made anew with it starts on empty claims.',
  remedy: 'keep the name of the template',
  check: ({ kind, before, differences }) =>
    kind === 'apps/StatefulSet' && before !== undefined
      ? differences
          .filter(
            ({ steps, before: from, after: to }) =>
              isBelow(steps, 'spec.volumeClaimTemplates') &&
              steps.length <= 3 &&
              from !== undefined &&
              to === undefined,
          )
          .map((difference) =>
            at(
              difference,
              'where the StatefulSet is deleted and made anew to get past the refusal, its Pods start empty; the old claims stay, unmounted',
            ),
          )
      : [],
};
