import { isReadByJobsOnly } from '../../kubernetes/consumers';
import { fileChanges, isReadAnew, ownUse } from '../../postgresql/own-files';
import { isRestartAnnounced } from '../../postgresql/restart-annotation';
import type { Rule } from '../../rule';

const atStart: Readonly<Record<string, string>> = {
  'data-checksums': 'it counts for a data directory that is made anew; existing data keeps its checksums as they are',
  'enable-checksums':
    'checksums are computed before the next start of the server, which takes as long as reading all of its data',
  bootstrap: 'it counts for an empty volume only',
};

/** Files of ours that only a start of the Pod reads. */
export const readAtStart: Rule = {
  id: 'read-at-start',
  class: 'not-picked-up',
  summary: 'A file of pgfleet changes that is read when the Pod starts, and not before.',
  remedy: 'restart the Pod when that is welcome (kubectl rollout restart)',
  check: (change, scene) => {
    const use = ownUse(change);
    const now = isRestartAnnounced(scene) ? ' (this merge restarts the Pod)' : '';
    if (use === 'configuration')
      return fileChanges(change).flatMap(({ name, path, before, after }) => {
        const meaning = atStart[name];
        return meaning === undefined ? [] : [{ path, before, after, message: `${meaning}${now}` }];
      });
    if (use !== 'scripts' || isReadByJobsOnly(change, scene)) return [];
    return fileChanges(change)
      .filter(({ name }) => !isReadAnew(name))
      .map(({ name, path }) => ({
        path,
        message: `${name} is another text: Jobs and the agent follow at once, the script that a running container began with at its next start${now}`,
      }));
  },
};
