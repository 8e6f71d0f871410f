import { fateOf, isRemoved } from '../../argocd/fate';
import { foreignSecrets, lackOf, liveSecret, secretMakers, secretsOf } from '../../kubernetes/foreign-secrets';
import type { Rule } from '../../rule';

/** Credentials that come from elsewhere: whether they are there does not show in Git. */
export const secretSourceChanged: Rule = {
  id: 'secret-source-changed',
  class: 'unclassified',
  summary: 'Pods read another Secret than before, or the object that makes it changes.',
  remedy: 'be sure that the Secret exists with the keys that are read, and with the same password, before the merge',
  check: (change, scene) => {
    const { before, after } = change;
    if (
      before !== undefined &&
      secretMakers.test(before.kind) &&
      (after === undefined || change.differences.length > 0)
    )
      return isRemoved(change) && fateOf(change, scene) === 'kept'
        ? []
        : [
            {
              path: after === undefined ? '' : 'spec',
              message: `what makes the Secret of ${change.object.name} changes: its keys or values may`,
              unknown: 'what the Secret holds',
            },
          ];
    const fresh = foreignSecrets(change, scene).filter((secret) => lackOf(secret, scene) === undefined);
    if (before === undefined || after === undefined || fresh.length === 0) return [];
    const [from, to] = [secretsOf(before), secretsOf(after)];
    const names = fresh.map(({ name }) => name);
    const isThere = fresh.every((secret) => Array.isArray(liveSecret(secret, scene)));
    return [
      {
        path: 'spec.template.spec',
        before: from.filter((name) => !to.includes(name)),
        after: names,
        message: `the Pods read the Secret ${names.join(', ')}, which is not among these manifests: ${isThere ? 'the cluster has it' : 'without it they do not start'}`,
        unknown: isThere ? 'whether it holds the same password' : 'whether the Secret exists in the cluster',
      },
    ];
  },
};
