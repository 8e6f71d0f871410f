import { consumersOf, contentDifferences, isReadByJobsOnly } from '../../kubernetes/consumers';
import { refusalOf } from '../../kubernetes/refusal';
import { isReadAnew, ownUse } from '../../postgresql/own-files';
import { at, type ObjectChange, type Rule } from '../../rule';

/** Read by the next Job, by Pods that restart anyway, or by nobody here. */
export const configChanged: Rule = {
  id: 'config-changed',
  class: 'in-place',
  summary: 'A ConfigMap or Secret changes that no Pod which runs on reads.',
  remedy: 'nothing to do',
  check: (change, scene) => {
    const use = ownUse(change);
    if (use === 'scripts' && !isReadByJobsOnly(change, scene))
      return contentDifferences(change)
        .filter(({ steps }) => isReadAnew(steps[1] ?? ''))
        .map((difference) => at(difference, 'read anew each time that it is used'));
    if (hasRuleOfItsOwn(use, change)) return [];
    const consumers = consumersOf(change, scene);
    if (use === undefined && consumers.some(({ runsOn }) => runsOn)) return [];
    const names = consumers.map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`).join(', ');
    const message =
      names === '' ? 'no Pod of these manifests reads it' : `read by ${names}, from the next start or run on`;
    return contentDifferences(change)
      .filter((difference) => refusalOf(difference, change, scene.context) === undefined)
      .map((difference) => at(difference, message));
  },
};

/** Files of ours whose effect is known. */
const hasRuleOfItsOwn = (use: ReturnType<typeof ownUse>, { object }: ObjectChange): boolean =>
  use === 'other' ? /-init-sql$/.test(object.name) : use !== undefined && use !== 'scripts';
