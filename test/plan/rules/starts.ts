import { configMap, container, object, statefulSet } from '../manifests';
import { type Cases, change } from './case';

const templates = { volumeClaimTemplates: [{ metadata: { name: 'data' } }] };
const scaledAway = (replicas: number, whenScaled: string) =>
  statefulSet({}, { ...templates, replicas, persistentVolumeClaimRetentionPolicy: { whenScaled } });
const from = (start: number, spec = {}) => statefulSet({}, { ...spec, ordinals: { start } });
const needs = (kind: 'secretKeyRef' | 'configMapKeyRef', key: string, optional = false) =>
  statefulSet({
    containers: [
      container({ env: [{ name: 'GREETING', valueFrom: { [kind]: { name: 'settings', key, optional } } }] }),
    ],
  });
const pod = (fields: object) => statefulSet({ containers: [container(fields as Readonly<Record<string, unknown>>)] });
const cronJob = (schedule: string, name = 'report') => object('batch/v1/CronJob', { spec: { schedule } }, { name });
const policy = (cidr: string) =>
  object('networking.k8s.io/v1/NetworkPolicy', { spec: { ingress: [{ from: [{ ipBlock: { cidr } }] }] } });
const memory = (requests: string, limits: string) =>
  pod({ resources: { requests: { memory: requests }, limits: { memory: limits } } });

/** Rules that a real API server asked for: docs/plan/accuracy.md. */
export const starts: Cases = {
  'claims-scaled-away': {
    finds: [change('to fewer Pods', scaledAway(2, 'Delete'), scaledAway(1, 'Delete'))],
    passes: [
      change('to more Pods', scaledAway(1, 'Delete'), scaledAway(2, 'Delete')),
      change('that keeps the claims', scaledAway(2, 'Retain'), scaledAway(1, 'Retain')),
    ],
  },
  'ordinals-moved': {
    finds: [change('of the first number', statefulSet(), from(1))],
    passes: [change('of something else', from(1), statefulSet({}, { ordinals: { start: 1 }, minReadySeconds: 5 }))],
  },
  'ordinals-leave-claims': {
    finds: [change('of the first number', statefulSet({}, templates), from(1, templates))],
    passes: [change('where there are no claims', statefulSet(), from(1))],
  },
  'needed-key-deleted': {
    finds: [
      change(
        'that takes the key away',
        [configMap({ a: '1', b: '2' }), needs('configMapKeyRef', 'b')],
        [configMap({ a: '1' }), needs('configMapKeyRef', 'b')],
      ),
    ],
    passes: [
      change(
        'that takes another key away',
        [configMap({ a: '1', b: '2' }), needs('configMapKeyRef', 'a')],
        [configMap({ a: '1' }), needs('configMapKeyRef', 'a')],
      ),
      change(
        'that takes away what a Pod only may read',
        [configMap({ a: '1', b: '2' }), needs('configMapKeyRef', 'b', true)],
        [configMap({ a: '1' }), needs('configMapKeyRef', 'b', true)],
      ),
    ],
  },
  'reference-unseen': {
    finds: [change('that asks for a Secret', statefulSet(), needs('secretKeyRef', 'a'))],
    passes: [
      change('that brings it along', statefulSet(), [configMap({ a: '1' }), needs('configMapKeyRef', 'a')]),
      change('of a Pod that asked for it before', needs('secretKeyRef', 'a'), needs('secretKeyRef', 'b')),
      change('that does without', statefulSet(), needs('secretKeyRef', 'a', true)),
    ],
  },
  'object-invalid': {
    finds: [
      change('to an hour that there is not', cronJob('0 1 * * *'), cronJob('0 25 * * *')),
      change('to a name too long', undefined, cronJob('0 1 * * *', 'r'.repeat(53))),
      change('to a network that is none', policy('10.0.0.0/8'), policy('10.0.0.0/33')),
      change('to a request above its limit', memory('64Mi', '64Mi'), memory('80Mi', '64Mi')),
      change('to a mount of nothing', statefulSet(), pod({ volumeMounts: [{ name: 'gone', mountPath: '/gone' }] })),
      change(
        'of labels that the selector asks for',
        statefulSet(),
        statefulSet({}, { template: { metadata: { labels: { app: 'other' } }, spec: { containers: [container()] } } }),
      ),
      change('to a policy of Jobs', statefulSet(), statefulSet({ restartPolicy: 'Never' })),
      change(
        'to one key twice',
        configMap({ a: '1' }),
        object('v1/ConfigMap', { data: { a: '1' }, binaryData: { a: 'AA==' } }, { name: 'settings' }),
      ),
    ],
    passes: [
      change('to another hour', cronJob('0 1 * * *'), cronJob('0 23 * * mon-fri')),
      change('to a network of the other kind', policy('10.0.0.0/8'), policy('fd00::/8')),
      change(
        'of what was wrong before',
        cronJob('0 25 * * *'),
        object('batch/v1/CronJob', { spec: { schedule: '0 25 * * *', suspend: true } }, { name: 'report' }),
      ),
      change('to a request below its limit', memory('64Mi', '64Mi'), memory('60Mi', '64Mi')),
    ],
  },
};
