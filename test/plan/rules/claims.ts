import { claim, object, statefulSet } from '../manifests';
import { type Cases, change } from './case';

const fast = { storageClassName: 'fast' };
const known = (expandable: boolean) => ({ storageClasses: { fast: { expandable } } });
const classes = { storageClasses: { fast: { encrypted: true }, plain: { encrypted: false } } };
const template = (name: string) => ({
  volumeClaimTemplates: [{ metadata: { name }, spec: { accessModes: ['ReadWriteOnce'] } }],
});
const retention = (whenDeleted: string) => statefulSet({}, { persistentVolumeClaimRetentionPolicy: { whenDeleted } });
const volume = (policy: string) =>
  object('v1/PersistentVolume', { spec: { persistentVolumeReclaimPolicy: policy, nfs: { path: '/', server: 'a' } } });
const mounting = (claimName: string) =>
  statefulSet({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] });

export const claims: Cases = {
  'claim-shrinks': {
    finds: [change('to less', claim('2Gi'), claim('1Gi'))],
    passes: [
      change('to more', claim('1Gi'), claim('2Gi')),
      change('the same in another unit', claim('1Gi'), claim('1024Mi')),
    ],
  },
  'claim-grows': {
    finds: [change('in a class that allows it', claim('1Gi', fast), claim('2Gi', fast), known(true))],
    passes: [
      change('in a class that does not', claim('1Gi', fast), claim('2Gi', fast), known(false)),
      change('in a class that nobody described', claim('1Gi', fast), claim('2Gi', fast)),
    ],
  },
  'claim-cannot-grow': {
    finds: [change('in a class that does not allow it', claim('1Gi', fast), claim('2Gi', fast), known(false))],
    passes: [
      change('in a class that does', claim('1Gi', fast), claim('2Gi', fast), known(true)),
      change('where it becomes smaller', claim('2Gi', fast), claim('1Gi', fast), known(false)),
    ],
  },
  'claim-growth-unknown': {
    finds: [
      change('in a class that nobody described', claim('1Gi', fast), claim('2Gi', fast)),
      change('in the class of the cluster', claim('1Gi'), claim('2Gi'), known(true)),
    ],
    passes: [change('in a class that is described', claim('1Gi', fast), claim('2Gi', fast), known(true))],
  },
  'claim-deleted': {
    finds: [
      change('where its file goes', claim('1Gi'), undefined),
      change(
        'where a person confirms it',
        claim('1Gi', {}, { name: 'data', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm' } }),
        undefined,
      ),
    ],
    passes: [
      change(
        'where an annotation keeps it',
        claim('1Gi', {}, { name: 'data', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } }),
        undefined,
      ),
      change('where nothing is pruned', claim('1Gi'), undefined, { prune: false }),
    ],
  },
  'claim-template-renamed': {
    finds: [change('to another name', statefulSet({}, template('data')), statefulSet({}, template('pgdata')))],
    passes: [change('with a template that comes', statefulSet(), statefulSet({}, template('data')))],
  },
  'claim-retention-delete': {
    finds: [change('from the standard', statefulSet(), retention('Delete'))],
    passes: [
      change('to Retain', retention('Delete'), retention('Retain')),
      change('to what is the standard', statefulSet(), retention('Retain')),
    ],
  },
  'claim-retention-retain': {
    finds: [change('from Delete', retention('Delete'), retention('Retain'))],
    passes: [change('to Delete', statefulSet(), retention('Delete'))],
  },
  'volume-reclaim-delete': {
    finds: [change('from Retain', volume('Retain'), volume('Delete'))],
    passes: [change('to Retain', volume('Delete'), volume('Retain'))],
  },
  'volume-reclaim-retain': {
    finds: [change('from Delete', volume('Delete'), volume('Retain'))],
    passes: [change('to Delete', volume('Retain'), volume('Delete'))],
  },
  'claim-unencrypted': {
    finds: [
      change(
        'beside one that is not',
        claim('1Gi', fast),
        [claim('1Gi', fast), claim('1Gi', { storageClassName: 'plain' }, { name: 'data-2' })],
        classes,
      ),
    ],
    passes: [
      change(
        'in a class that encrypts',
        claim('1Gi', fast),
        [claim('1Gi', fast), claim('1Gi', fast, { name: 'data-2' })],
        classes,
      ),
      change(
        'in a class that nobody described',
        claim('1Gi', fast),
        [claim('1Gi', fast), claim('1Gi', {}, { name: 'data-2' })],
        classes,
      ),
    ],
  },
  'data-volume-changed': {
    finds: [
      change('to another claim', mounting('data-1'), mounting('data-2')),
      change('to a volume of the Pod', mounting('data-1'), statefulSet({ volumes: [{ name: 'data', emptyDir: {} }] })),
    ],
    passes: [
      change(
        'with one more volume',
        mounting('data-1'),
        statefulSet({
          volumes: [
            { name: 'data', persistentVolumeClaim: { claimName: 'data-1' } },
            { name: 'tmp', emptyDir: {} },
          ],
        }),
      ),
    ],
  },
};
