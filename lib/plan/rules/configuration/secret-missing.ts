import { foreignSecrets, lackOf } from '../../kubernetes/foreign-secrets';
import type { Rule } from '../../rule';

/** Only a cluster that was asked knows it. */
export const secretMissing: Rule = {
  id: 'secret-missing',
  class: 'start-fails',
  summary: 'Pods begin to read a Secret that the cluster does not have, or a key that it lacks.',
  remedy: 'make the Secret with these keys before the merge',
  check: (change, scene) =>
    foreignSecrets(change, scene).flatMap((secret) => {
      const lack = lackOf(secret, scene);
      return lack === undefined
        ? []
        : [{ path: 'spec.template.spec', after: secret.name, message: `${lack}: the new Pods do not start` }];
    }),
};
