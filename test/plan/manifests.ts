import type { Manifest } from '../../lib/manifest';

type Fields = Readonly<Record<string, unknown>>;

interface Made {
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** An object of any kind, `apps/v1/StatefulSet`; fields beside its metadata. */
export const object = (kind: string, fields: Fields = {}, { name = 'db', ...metadata }: Made = {}): Manifest => {
  const parts = kind.split('/');
  return {
    apiVersion: parts.slice(0, -1).join('/'),
    kind: parts.at(-1) ?? '',
    metadata: { name, namespace: 'shop', ...metadata },
    ...fields,
  };
};

export const configMap = (data: Readonly<Record<string, string>>, name = 'settings'): Manifest =>
  object('v1/ConfigMap', { data }, { name });

/** A claim of this size and class. */
export const claim = (size: string, spec: Fields = {}, made: Made = { name: 'data' }): Manifest =>
  object(
    'v1/PersistentVolumeClaim',
    { spec: { accessModes: ['ReadWriteOnce'], ...spec, resources: { requests: { storage: size } } } },
    made,
  );

/** A StatefulSet of one Pod with one container; `pod`: fields of the Pod, `spec`: of the StatefulSet. */
export const statefulSet = (pod: Fields = {}, spec: Fields = {}, made: Made = {}): Manifest =>
  object('apps/v1/StatefulSet', { spec: { ...workload(pod), serviceName: 'db', ...spec } }, made);

export const deployment = (pod: Fields = {}, spec: Fields = {}): Manifest =>
  object('apps/v1/Deployment', { spec: { ...workload(pod), ...spec } }, { name: 'web' });

const workload = (pod: Fields): Fields => ({
  selector: { matchLabels: { app: 'db' } },
  template: { metadata: { labels: { app: 'db' } }, spec: { containers: [container()], ...pod } },
});

export const container = (fields: Fields = {}): Fields => ({ name: 'postgres', image: 'postgres:17', ...fields });
