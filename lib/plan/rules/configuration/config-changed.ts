import { consumersOf, contentDifferences } from '../../kubernetes/consumers';
import { refusalOf } from '../../kubernetes/refusal';
import { ownUse } from '../../postgresql/own-files';
import { at, type Rule } from '../../rule';

/** Read by the next Job, by Pods that restart anyway, or by nobody here. */
export const configChanged: Rule = {
  id: 'config-changed',
  class: 'in-place',
  summary: 'A ConfigMap or Secret changes that no Pod which runs on reads.',
  remedy: 'nothing to do',
  check: (change, scene) => {
    const use = ownUse(change);
    if (use !== undefined && (use !== 'other' || /-init-sql$/.test(change.object.name))) return [];
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
