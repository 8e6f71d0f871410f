import { startParameters } from '../../postgresql/parameters';
import { isRestartAnnounced } from '../../postgresql/restart-annotation';
import type { Rule } from '../../rule';

/** Of context postmaster, and no template changes: the server shows it as pending_restart for as long as it runs. */
export const parameterNotPickedUp: Rule = {
  id: 'parameter-not-picked-up',
  class: 'not-picked-up',
  summary: 'A parameter that is applied at start only changes, and nothing restarts the server.',
  remedy:
    'run "npm run synth", which changes the annotation of the Pod with it; or delete the Pod when a restart is welcome',
  check: (change, scene) =>
    isRestartAnnounced(scene) ? [] : startParameters(change, 'waits for a restart, and no Pod restarts'),
};
