import { startParameters } from '../../postgresql/parameters';
import { isRestartAnnounced } from '../../postgresql/restart-annotation';
import type { Rule } from '../../rule';

/** Of context postmaster; the annotation of the template changes with it, and so the Pod restarts by itself. */
export const parameterRestart: Rule = {
  id: 'parameter-restart',
  class: 'restart',
  summary: 'A parameter of PostgreSQL changes that is applied at start only.',
  remedy: 'merge it when a restart is welcome',
  check: (change, scene) =>
    isRestartAnnounced(scene)
      ? startParameters(change, 'is applied by a restart, which the changed annotation of the Pod brings')
      : [],
};
