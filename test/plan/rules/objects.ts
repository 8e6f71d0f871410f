import { claim, configMap, container, deployment, object, statefulSet } from '../manifests';
import { type Cases, change } from './case';

const guarded = { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } };
const withData = (made = {}) =>
  statefulSet({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }, {}, made);
const namespace = (made = {}) => object('v1/Namespace', {}, { name: 'shop', ...made });
const service = (spec = {}, made = {}) => object('v1/Service', { spec }, made);
const image = (name: string) => statefulSet({ containers: [container({ image: name })] });
const rollsOut = (updateStrategy: object) => statefulSet({}, { updateStrategy });
const reading = deployment({ containers: [container({ envFrom: [{ secretRef: { name: 'login' } }] })] });
const secret = object('v1/Secret', { data: { password: 'eA==' } }, { name: 'login' });
const vdb = object('core.delphix.com/v1alpha1/PostgresVDB', {}, { name: 'orders' });
const retained = configMap({ deletionPolicy: 'Retain' }, 'pgfleet-environment');
const deleted = configMap({ deletionPolicy: 'Delete' }, 'pgfleet-environment');

export const objects: Cases = {
  'object-made': {
    finds: [
      change('of a kind that is known', undefined, service()),
      change('of a virtual database', undefined, object('core.delphix.com/v1alpha1/PostgresVDB')),
    ],
    passes: [
      change('of a kind that is not', undefined, object('example.org/v1/Thing')),
      change('that runs whatever it holds', undefined, object('actions.delphix.com/v1alpha1/Task')),
    ],
  },
  'object-deleted': {
    finds: [change('that neither runs nor holds data', configMap({ a: '1' }), undefined)],
    passes: [
      change('that is a claim', claim('1Gi'), undefined),
      change('that stays', configMap({ a: '1' }), undefined, { prune: false }),
    ],
  },
  'object-abandoned': {
    finds: [change('by an annotation', service({}, guarded), undefined)],
    passes: [change('and deleted', service(), undefined)],
  },
  'data-orphaned': {
    finds: [
      change('by an annotation', claim('1Gi', {}, { name: 'data', ...guarded }), undefined),
      change('by an Application that goes alone', [claim('1Gi'), retained], [], { removed: true }),
    ],
    passes: [
      change('and deleted', claim('1Gi'), undefined),
      change('by an Application that takes it along', [claim('1Gi'), deleted], [], { removed: true }),
    ],
  },
  'workload-deleted': {
    finds: [
      change('without data', deployment(), undefined),
      change('a StatefulSet without claims', statefulSet(), undefined),
    ],
    passes: [
      change('with data', withData(), undefined),
      change('that stays', deployment(), undefined, { prune: false }),
    ],
  },
  'statefulset-deleted': {
    finds: [
      change('with data', withData(), undefined),
      change('that gets another name', withData(), withData({ name: 'other' })),
    ],
    passes: [
      change('without data', statefulSet(), undefined),
      change('that an annotation keeps', withData(guarded), undefined),
    ],
  },
  'namespace-deleted': {
    finds: [change('where its file goes', namespace(), undefined)],
    passes: [change('where an annotation keeps it', namespace(guarded), undefined)],
  },
  'database-deleted': {
    finds: [
      change('of an operator', vdb, undefined),
      change('with its definition', object('apiextensions.k8s.io/v1/CustomResourceDefinition'), undefined),
      change('with its volume', object('v1/PersistentVolume'), undefined),
    ],
    passes: [
      change('of nobody', object('example.org/v1/Thing'), undefined),
      change('that stays', vdb, undefined, { prune: false }),
    ],
  },
  'service-deleted': {
    finds: [change('where its file goes', service(), undefined)],
    passes: [change('where an annotation keeps it', service({}, guarded), undefined)],
  },
  'needed-object-deleted': {
    finds: [change('which Pods read', [secret, reading], [reading])],
    passes: [
      change('which nobody reads', [secret, deployment()], [deployment()]),
      change('with its reader', [secret, reading], []),
    ],
  },
  'namespace-labels-changed': {
    finds: [
      change(
        'that policies may choose it by',
        namespace({ labels: { team: 'a' } }),
        namespace({ labels: { team: 'b' } }),
      ),
    ],
    passes: [
      change(
        'that says what made it',
        namespace({ labels: { 'app.kubernetes.io/version': '15' } }),
        namespace({ labels: { 'app.kubernetes.io/version': '17' } }),
      ),
      change('of another object', service({}, { labels: { team: 'a' } }), service({}, { labels: { team: 'b' } })),
    ],
  },
  'metadata-changed': {
    finds: [change('that nothing reads', service({}, { labels: { a: '1' } }), service({}, { labels: { a: '2' } }))],
    passes: [
      change(
        'that a provider reads',
        service({}, { annotations: { 'example.org/load-balancer': '1' } }),
        service({}, { annotations: { 'example.org/load-balancer': '2' } }),
      ),
      change(
        'that policies choose a Namespace by',
        namespace({ labels: { team: 'a' } }),
        namespace({ labels: { team: 'b' } }),
      ),
    ],
  },
  'guard-removed': {
    finds: [change('from a claim', claim('1Gi', {}, { name: 'data', ...guarded }), claim('1Gi'))],
    passes: [
      change('from what holds no data', service({}, guarded), service()),
      change(
        'and another takes its place',
        claim('1Gi', {}, { name: 'data', ...guarded }),
        claim(
          '1Gi',
          {},
          { name: 'data', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=false' } },
        ),
      ),
    ],
  },
  'sync-options-changed': {
    finds: [change('of a Service', service(), service({}, guarded))],
    passes: [change('by another annotation', service(), service({}, { annotations: { a: '1' } }))],
  },
  'field-refused': {
    finds: [
      change('serviceName of a StatefulSet', statefulSet(), statefulSet({}, { serviceName: 'other' })),
      change(
        'the selector of a Deployment',
        deployment(),
        deployment({}, { selector: { matchLabels: { app: 'other' } } }),
      ),
      change('the class of a claim', claim('1Gi', { storageClassName: 'a' }), claim('1Gi', { storageClassName: 'b' })),
      change('the class of a claim that named none', claim('1Gi'), claim('1Gi', { storageClassName: 'b' })),
      change('OnDelete, and rollingUpdate was not written', statefulSet(), rollsOut({ type: 'OnDelete' })),
      change('the type of a Secret', secret, { ...secret, type: 'kubernetes.io/tls' }),
      change(
        'a ConfigMap that is immutable',
        { ...configMap({ a: '1' }), immutable: true },
        { ...configMap({ a: '2' }), immutable: true },
      ),
      change(
        'the template of a Job',
        object('batch/v1/Job', { spec: { template: { spec: { containers: [container()] } } } }),
        object('batch/v1/Job', { spec: { template: { spec: { containers: [container({ image: 'b' })] } } } }),
      ),
      change(
        'the role of a binding',
        object('rbac.authorization.k8s.io/v1/RoleBinding', { roleRef: { name: 'a' } }),
        object('rbac.authorization.k8s.io/v1/RoleBinding', { roleRef: { name: 'b' } }),
      ),
      change('revisionHistoryLimit before 1.33', statefulSet(), statefulSet({}, { revisionHistoryLimit: 3 }), {
        kubernetes: '1.32',
      }),
    ],
    passes: [
      change(
        'OnDelete, and rollingUpdate was written',
        rollsOut({ type: 'RollingUpdate', rollingUpdate: { partition: 0 } }),
        rollsOut({ type: 'OnDelete' }),
      ),
      change('a data source that dataSourceRef keeps', claim('1Gi', { dataSource: { name: 'a' } }), claim('1Gi')),
      change('revisionHistoryLimit from 1.33 on', statefulSet(), statefulSet({}, { revisionHistoryLimit: 3 }), {
        kubernetes: '1.34',
      }),
      change(
        'parallelism of a Job',
        object('batch/v1/Job', { spec: { parallelism: 1 } }),
        object('batch/v1/Job', { spec: { parallelism: 2 } }),
      ),
      change(
        'a hook of Argo CD',
        object('batch/v1/Job', { spec: { template: { spec: { containers: [container()] } } } }),
        object(
          'batch/v1/Job',
          { spec: { template: { spec: { containers: [container({ image: 'b' })] } } } },
          { annotations: { 'argocd.argoproj.io/hook': 'Sync' } },
        ),
      ),
      change('the data of a ConfigMap', configMap({ a: '1' }), configMap({ a: '2' })),
    ],
  },
  'field-in-place': {
    finds: [
      change(
        'of a CronJob',
        object('batch/v1/CronJob', { spec: { schedule: '0 1 * * *' } }),
        object('batch/v1/CronJob', { spec: { schedule: '0 2 * * *' } }),
      ),
      change('how a StatefulSet rolls out', statefulSet(), statefulSet({}, { minReadySeconds: 5 })),
    ],
    passes: [change('the template of a StatefulSet', image('postgres:17.1'), image('postgres:17.2'))],
  },
  'pod-restart': {
    finds: [
      change('an image', image('postgres:17.1'), image('postgres:17.2')),
      change(
        'an annotation of the template',
        statefulSet(),
        statefulSet(
          {},
          {
            template: {
              metadata: { labels: { app: 'db' }, annotations: { hash: '1' } },
              spec: { containers: [container()] },
            },
          },
        ),
      ),
      change(
        'the order of variables',
        statefulSet({ containers: [container({ env: [{ name: 'A' }, { name: 'B' }] })] }),
        statefulSet({ containers: [container({ env: [{ name: 'B' }, { name: 'A' }] })] }),
      ),
    ],
    passes: [
      change('a label of the object', statefulSet(), statefulSet({}, {}, { labels: { a: '1' } })),
      change(
        'with updateStrategy OnDelete',
        statefulSet({}, { updateStrategy: { type: 'OnDelete' } }),
        statefulSet({ containers: [container({ image: 'postgres:17.2' })] }, { updateStrategy: { type: 'OnDelete' } }),
      ),
    ],
  },
  'template-waits': {
    finds: [
      change(
        'for somebody who deletes the Pods',
        statefulSet({}, { updateStrategy: { type: 'OnDelete' } }),
        statefulSet({ containers: [container({ image: 'postgres:17.2' })] }, { updateStrategy: { type: 'OnDelete' } }),
      ),
      change(
        'for a paused Deployment',
        deployment({}, { paused: true }),
        deployment({ containers: [] }, { paused: true }),
      ),
      change(
        'above the partition',
        statefulSet({}, { updateStrategy: { rollingUpdate: { partition: 1 } } }),
        statefulSet({ containers: [] }, { updateStrategy: { rollingUpdate: { partition: 1 } } }),
      ),
      change(
        'where there are no Pods',
        statefulSet({}, { replicas: 0 }),
        statefulSet({ containers: [] }, { replicas: 0 }),
      ),
    ],
    passes: [change('for nobody', image('postgres:17.1'), image('postgres:17.2'))],
  },
  'scaled-down': {
    finds: [
      change('to none', statefulSet(), statefulSet({}, { replicas: 0 })),
      change('to one', deployment({}, { replicas: 2 }), deployment()),
    ],
    passes: [change('to more', statefulSet(), statefulSet({}, { replicas: 2 }))],
  },
  'scaled-up': {
    finds: [change('to two', statefulSet(), statefulSet({}, { replicas: 2 }))],
    passes: [change('to less', statefulSet({}, { replicas: 2 }), statefulSet())],
  },
  'deployment-paused': {
    finds: [change('that goes on', deployment({}, { paused: true }), deployment())],
    passes: [change('that was never paused', deployment(), deployment({}, { replicas: 2 }))],
  },
  'pod-image-changed': {
    finds: [
      change(
        'of a Pod',
        object('v1/Pod', { spec: { containers: [container()] } }),
        object('v1/Pod', { spec: { containers: [container({ image: 'b' })] } }),
      ),
    ],
    passes: [change('of a StatefulSet', image('postgres:17.1'), image('postgres:17.2'))],
  },
};
