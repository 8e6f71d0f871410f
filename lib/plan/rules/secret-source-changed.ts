import { fateOf, isRemoved } from '../fate';
import { rollingKinds } from '../pods';
import { referencesOf } from '../references';
import type { Rule } from '../rule';

/** Credentials that come from elsewhere: whether they are there does not show in Git. */
export const secretSourceChanged: Rule = {
  id: 'secret-source-changed',
  class: 'unclassified',
  summary: 'Pods read another Secret than before, or the object that makes it changes.',
  remedy: 'be sure that the Secret exists with the keys that are read, and with the same password, before the merge',
  check: (change, scene) => {
    const { before, after, kind } = change;
    if (before !== undefined && makers.test(before.kind) && (after === undefined || change.differences.length > 0))
      return isRemoved(change) && fateOf(change, scene) === 'kept'
        ? []
        : [
            {
              path: after === undefined ? '' : 'spec',
              message: `what makes the Secret of ${change.object.name} changes: its keys or values may`,
              unknown: 'what the Secret holds',
            },
          ];
    if (!rollingKinds.has(kind) || before === undefined || after === undefined) return [];
    const [from, to] = [secretsOf(before), secretsOf(after)];
    const fresh = to.filter((name) => !from.includes(name));
    const made = scene.after.filter((one) => one.kind === 'Secret').map(({ metadata }) => metadata.name);
    const foreign = fresh.filter((name) => !made.includes(name));
    return foreign.length === 0
      ? []
      : [
          {
            path: 'spec.template.spec',
            before: from.filter((name) => !to.includes(name)),
            after: foreign,
            message: `the Pods read the Secret ${foreign.join(', ')}, which is not among these manifests: without it they do not start`,
            unknown: 'whether the Secret exists in the cluster',
          },
        ];
  },
};

const makers = /^(ExternalSecret|SealedSecret|Certificate)$/;

const secretsOf = (manifest: Parameters<typeof referencesOf>[0]): readonly string[] =>
  [
    ...new Set(
      referencesOf(manifest)
        .filter(({ kind, optional }) => kind === 'Secret' && !optional)
        .map(({ name }) => name),
    ),
  ].sort();
