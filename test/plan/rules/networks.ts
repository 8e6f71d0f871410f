import type { LiveSecret } from '../../../lib/plan/live';
import { configMap, container, deployment, object, statefulSet } from '../manifests';
import { type Cases, change } from './case';

type Fields = Readonly<Record<string, unknown>>;
const service = (spec: Fields) => object('v1/Service', { spec });
const policy = (spec: Fields) =>
  object('networking.k8s.io/v1/NetworkPolicy', { spec: { podSelector: {}, policyTypes: ['Ingress'], ...spec } });
const from = (...peers: readonly string[]) =>
  policy({ ingress: [{ from: peers.map((app) => ({ podSelector: { matchLabels: { app } } })) }] });
const level = (enforce: string) =>
  object('v1/Namespace', {}, { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': enforce } });
const strict = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const secured = (securityContext: Fields) => deployment({ containers: [container({ securityContext })] });
const role = (...verbs: readonly string[]) =>
  object('rbac.authorization.k8s.io/v1/Role', { rules: [{ apiGroups: [''], resources: ['secrets'], verbs }] });
const binding = (...names: readonly string[]) =>
  object('rbac.authorization.k8s.io/v1/RoleBinding', {
    roleRef: { kind: 'Role', name: 'a' },
    subjects: names.map((name) => ({ kind: 'User', name })),
  });
const script = (file: string, text: string) =>
  object(
    'v1/ConfigMap',
    { data: { [file]: text } },
    { name: 'db-scripts', labels: { 'app.kubernetes.io/part-of': 'pgfleet' } },
  );
const account = (fields: Fields = {}, annotations: Readonly<Record<string, string>> = {}) =>
  object('v1/ServiceAccount', fields, { annotations });
const ingress = (spec: Fields) => object('networking.k8s.io/v1/Ingress', { spec });
const conf = (data: Readonly<Record<string, string>>) => configMap(data);
const reads = (source: Fields, kind = deployment) => kind({ containers: [container(source)] });
const mounted = deployment({
  volumes: [{ name: 'config', configMap: { name: 'settings' } }],
  containers: [container({ volumeMounts: [{ name: 'config', mountPath: '/etc/app' }] })],
});
const variables = reads({ envFrom: [{ configMapRef: { name: 'settings' } }] });
const keyOf = (name: string, key: string) =>
  statefulSet({ volumes: [{ name: 'login', secret: { secretName: name, items: [{ key, path: key }] } }] });
const hasSecret = (keys: LiveSecret) => ({
  live: { claims: {}, storageClasses: {}, guards: {}, secrets: { 'shop/b': keys } },
});
const secretOf = (name: string) => statefulSet({ volumes: [{ name: 'login', secret: { secretName: name } }] });
const externalSecret = (key: string) =>
  object('external-secrets.io/v1/ExternalSecret', { spec: { data: [{ remoteRef: { key } }] } });
const application = (fields: Fields) => object('argoproj.io/v1alpha1/Application', fields);
const set = (spec: Fields) => object('argoproj.io/v1alpha1/ApplicationSet', { spec });
const project = (spec: Fields) => object('argoproj.io/v1alpha1/AppProject', { spec });

export const networks: Cases = {
  'service-public': {
    finds: [
      change('to anybody', service({}), service({ type: 'LoadBalancer' })),
      change('to some', service({}), service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] })),
      change(
        'to more',
        service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] }),
        service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24', '198.51.100.0/24'] }),
      ),
      change('by a port of the node', service({}), service({ type: 'NodePort' })),
      change('by being made', undefined, service({ type: 'LoadBalancer' })),
    ],
    passes: [
      change(
        'to fewer',
        service({ type: 'LoadBalancer' }),
        service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] }),
      ),
      change('no longer', service({ type: 'LoadBalancer' }), service({})),
    ],
  },
  'service-exposure-changed': {
    finds: [change('to the inside', service({ type: 'LoadBalancer' }), service({}))],
    passes: [change('of its affinity', service({}), service({ sessionAffinity: 'ClientIP' }))],
  },
  'service-retargeted': {
    finds: [
      change('to other Pods', service({ selector: { app: 'a' } }), service({ selector: { app: 'b' } })),
      change('to another port', service({ ports: [{ port: 5432 }] }), service({ ports: [{ port: 5433 }] })),
    ],
    passes: [
      change(
        'to nothing else',
        service({ ports: [{ port: 5432 }] }),
        service({ ports: [{ port: 5432, protocol: 'TCP' }] }),
      ),
    ],
  },
  'service-address-refused': {
    finds: [
      change('to none', service({}), service({ clusterIP: 'None' })),
      change('to another', service({ clusterIP: '10.0.0.1' }), service({ clusterIP: '10.0.0.2' })),
    ],
    passes: [
      change(
        'to a name',
        service({ clusterIP: '10.0.0.1' }),
        service({ type: 'ExternalName', externalName: 'a.example' }),
      ),
      change('no longer written', service({ clusterIP: 'None' }), service({})),
    ],
  },
  'service-address-kept': {
    finds: [change('no longer written', service({ clusterIP: 'None' }), service({}))],
    passes: [change('to none', service({}), service({ clusterIP: 'None' }))],
  },
  'network-policy-opened': {
    finds: [
      change('to one more', from('a'), from('a', 'b')),
      change('to anybody', from('a'), policy({ ingress: [{}] })),
      change(
        'for other Pods',
        from('a'),
        policy({
          podSelector: { matchLabels: { app: 'db' } },
          ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }] }],
        }),
      ),
      change('by its end', from('a'), undefined),
      change('in a direction that it no longer speaks of', policy({ policyTypes: ['Ingress', 'Egress'] }), policy({})),
    ],
    passes: [
      change('to fewer', from('a', 'b'), from('a')),
      change('by its end, which does not come', from('a'), undefined, { prune: false }),
    ],
  },
  'network-policy-closed': {
    finds: [change('to fewer', from('a', 'b'), from('a'))],
    passes: [change('to more', from('a'), from('a', 'b'))],
  },
  'network-policy-rewritten': {
    finds: [
      change(
        'with the same meaning',
        policy({
          ingress: [
            { from: [{ podSelector: { matchLabels: { app: 'a' } } }, { podSelector: { matchLabels: { app: 'b' } } }] },
          ],
        }),
        policy({
          ingress: [
            { from: [{ podSelector: { matchLabels: { app: 'a' } } }] },
            { from: [{ podSelector: { matchLabels: { app: 'b' } } }] },
          ],
        }),
      ),
    ],
    passes: [change('with another', from('a'), from('b'))],
  },
  'pod-security-loosened': {
    finds: [
      change('to privileged', level('restricted'), level('privileged')),
      change('by a label that goes', level('restricted'), object('v1/Namespace', {}, { name: 'shop' })),
    ],
    passes: [change('to restricted', level('baseline'), level('restricted'))],
  },
  'pod-security-tightened': {
    finds: [change('to restricted', level('baseline'), level('restricted'))],
    passes: [change('to privileged', level('restricted'), level('privileged'))],
  },
  'privileges-raised': {
    finds: [
      change('to the node', secured(strict), secured({ ...strict, privileged: true })),
      change('to root', secured(strict), secured({ ...strict, runAsNonRoot: false })),
      change(
        'by a path of the node',
        deployment(),
        deployment({ volumes: [{ name: 'host', hostPath: { path: '/' } }] }),
      ),
      change(
        'by a capability',
        secured(strict),
        secured({ ...strict, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
      ),
      change('of a workload that is new', undefined, secured({ privileged: true })),
    ],
    passes: [
      change('to less', secured({ ...strict, privileged: true }), secured(strict)),
      change('of a workload that is new and modest', undefined, secured(strict)),
    ],
  },
  'rights-widened': {
    finds: [
      change('by a verb', role('get'), role('get', 'list')),
      change('by a subject', binding('a'), binding('a', 'b')),
      change('by a role that is made beside others', service({}), [service({}), role('get')]),
      change('for everything, in a new environment', undefined, role('*')),
    ],
    passes: [
      change('by nothing', role('get', 'list'), role('get')),
      change('in an environment that is new', undefined, role('get')),
    ],
  },
  'rights-narrowed': {
    finds: [change('by a verb', role('get', 'list'), role('get'))],
    passes: [change('by nothing', role('get'), role('get', 'list'))],
  },
  'token-mounted': {
    finds: [change('from now on', account({ automountServiceAccountToken: false }), account())],
    passes: [change('no longer', account(), account({ automountServiceAccountToken: false }))],
  },
  'token-withdrawn': {
    finds: [
      change('from now on', account(), account({ automountServiceAccountToken: false })),
      change(
        'for another identity',
        account({}, { 'example.org/role': 'a' }),
        account({}, { 'example.org/role': 'b' }),
      ),
    ],
    passes: [change('no longer', account({ automountServiceAccountToken: false }), account())],
  },
  'tls-off': {
    finds: [
      change('by the parameter', conf({ 'postgresql.conf': 'ssl = on' }), conf({ 'postgresql.conf': 'ssl = off' })),
      change(
        'by who may connect',
        conf({ 'pg_hba.conf': 'hostssl all all all scram-sha-256' }),
        conf({ 'pg_hba.conf': 'host all all all scram-sha-256' }),
      ),
      change('without a password', conf({ 'pg_hba.conf': '' }), conf({ 'pg_hba.conf': 'hostssl all all all trust' })),
      change('of an Ingress', ingress({ tls: [{ hosts: ['a.example'] }] }), ingress({})),
    ],
    passes: [
      change('no longer', conf({ 'postgresql.conf': 'ssl = off' }), conf({ 'postgresql.conf': 'ssl = on' })),
      change('by a line that refuses', conf({ 'pg_hba.conf': '' }), conf({ 'pg_hba.conf': 'host all all all reject' })),
      change('inside the Pod', conf({ 'pg_hba.conf': '' }), conf({ 'pg_hba.conf': 'local all all peer' })),
    ],
  },
  'ingress-changed': {
    finds: [change('to another host', ingress({ rules: [{ host: 'a' }] }), ingress({ rules: [{ host: 'b' }] }))],
    passes: [change('by being made', undefined, ingress({}))],
  },
  'config-not-picked-up': {
    finds: [
      change('by variables', [configMap({ a: '1' }), variables], [configMap({ a: '2' }), variables]),
      change('by files', [configMap({ a: '1' }), mounted], [configMap({ a: '2' }), mounted]),
    ],
    passes: [
      change(
        'where the Pods restart anyway',
        [configMap({ a: '1' }), variables],
        [configMap({ a: '2' }), reads({ image: 'b', envFrom: [{ configMapRef: { name: 'settings' } }] })],
      ),
      change('by nobody', configMap({ a: '1' }), configMap({ a: '2' })),
    ],
  },
  'config-changed': {
    finds: [
      change('that nobody reads', configMap({ a: '1' }), configMap({ a: '2' })),
      change('of SQL that the agent runs', script('password.sql', 'a'), script('password.sql', 'b')),
      change(
        'where the Pods restart anyway',
        [configMap({ a: '1' }), variables],
        [configMap({ a: '2' }), reads({ image: 'b', envFrom: [{ configMapRef: { name: 'settings' } }] })],
      ),
    ],
    passes: [
      change('that Pods read', [configMap({ a: '1' }), variables], [configMap({ a: '2' }), variables]),
      change('of a script that a container runs', script('start.sh', 'a'), script('start.sh', 'b')),
    ],
  },
  'secret-missing': {
    finds: [
      change('of a Secret that the cluster does not have', secretOf('a'), secretOf('b'), hasSecret('absent')),
      change('of a key that the live Secret lacks', secretOf('a'), keyOf('b', 'password'), hasSecret(['user'])),
    ],
    passes: [
      change('of a key that the live Secret has', secretOf('a'), keyOf('b', 'password'), hasSecret(['password'])),
      change('where no cluster was asked', secretOf('a'), secretOf('b')),
      change(
        'where something of the merge may make it',
        secretOf('a'),
        [secretOf('b'), externalSecret('b')],
        hasSecret('absent'),
      ),
    ],
  },
  'secret-source-changed': {
    finds: [
      change('to a Secret of another name', secretOf('a'), secretOf('b')),
      change('by what makes it', externalSecret('a'), externalSecret('b')),
      change('by the end of what makes it', externalSecret('a'), undefined),
    ],
    passes: [
      change('to a Secret that is among the manifests', secretOf('a'), [
        secretOf('b'),
        object('v1/Secret', {}, { name: 'b' }),
      ]),
      change('by nothing', secretOf('a'), secretOf('a')),
    ],
  },
  'argocd-cascade': {
    finds: [
      change(
        'by a finalizer',
        application({}),
        object('argoproj.io/v1alpha1/Application', {}, { finalizers: ['resources-finalizer.argocd.argoproj.io'] }),
      ),
      change('by an ApplicationSet', set({ syncPolicy: { preserveResourcesOnDeletion: true } }), set({})),
      change(
        'by pruning',
        application({ spec: {} }),
        application({ spec: { syncPolicy: { automated: { prune: true } } } }),
      ),
    ],
    passes: [change('no longer', set({}), set({ syncPolicy: { preserveResourcesOnDeletion: true } }))],
  },
  'project-changed': {
    finds: [
      change(
        'where to',
        project({ destinations: [{ namespace: 'a' }] }),
        project({ destinations: [{ namespace: 'b' }] }),
      ),
    ],
    passes: [change('who', project({ roles: [{ name: 'a' }] }), project({ roles: [{ name: 'b' }] }))],
  },
  'project-roles-changed': {
    finds: [change('who', project({ roles: [{ name: 'a' }] }), project({ roles: [{ name: 'b' }] }))],
    passes: [
      change(
        'where to',
        project({ destinations: [{ namespace: 'a' }] }),
        project({ destinations: [{ namespace: 'b' }] }),
      ),
    ],
  },
};
