import { consumersOf, contentDifferences } from '../../kubernetes/consumers';
import { refusalOf } from '../../kubernetes/refusal';
import { ownUse } from '../../postgresql/own-files';
import { at, type Rule } from '../../rule';

/** Variables and mounts by subPath never follow; files do, where the program reads them again. Source: Kubernetes docs, ConfigMaps. */
export const configNotPickedUp: Rule = {
  id: 'config-not-picked-up',
  class: 'not-picked-up',
  summary: 'A ConfigMap or Secret changes that Pods read, and none of them restarts.',
  remedy:
    'put a hash of the content into an annotation of the Pod template, so that a change restarts the Pods; or restart them by hand (kubectl rollout restart)',
  check: (change, scene) => {
    if (ownUse(change) !== undefined) return [];
    const running = consumersOf(change, scene).filter(({ runsOn }) => runsOn);
    if (running.length === 0) return [];
    const names = running.map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`).join(', ');
    const files = running.every(({ readings }) => readings.every((reading) => reading === 'files'));
    const message = files
      ? `the files in the Pods of ${names} follow after a minute or two; a program that reads them at its start only goes on with the old ones`
      : `the Pods of ${names} go on with the old content until they restart: variables and mounts by subPath never follow`;
    return contentDifferences(change)
      .filter((difference) => refusalOf(difference, change, scene.context) === undefined)
      .map((difference) => at(difference, message));
  },
};
