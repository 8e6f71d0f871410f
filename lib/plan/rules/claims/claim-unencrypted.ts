import type { Manifest } from '../../../manifest';
import { kindOf, valueAt } from '../../object';
import type { PlanContext, Rule } from '../../rule';

/** The organisation says which classes encrypt (storageClasses in defaults.yaml): data goes from one that does to one that does not. */
export const claimUnencrypted: Rule = {
  id: 'claim-unencrypted',
  class: 'security',
  summary: 'A claim is made in a StorageClass that does not encrypt, beside or after one that does.',
  remedy: 'name a StorageClass that encrypts (database.storage.storageClass)',
  check: ({ kind, before, after }, scene) => {
    if (kind !== 'core/PersistentVolumeClaim' || after === undefined || encrypts(after, scene.context) !== false)
      return [];
    const old = before === undefined ? scene.before.filter((one) => kindOf(one) === kind) : [before];
    return old.some((one) => encrypts(one, scene.context) === true)
      ? [
          {
            path: before === undefined ? '' : 'spec.storageClassName',
            before: before === undefined ? undefined : valueAt(before, 'spec', 'storageClassName'),
            after: valueAt(after, 'spec', 'storageClassName'),
            message: 'what is written to it is not encrypted on disk, and before it was',
          },
        ]
      : [];
  },
};

/** undefined: nobody said. */
const encrypts = (claim: Manifest, { storageClasses }: PlanContext): boolean | undefined =>
  storageClasses?.[String(valueAt(claim, 'spec', 'storageClassName'))]?.encrypted;
