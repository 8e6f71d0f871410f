import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { Environment } from '../defaults/environment';
import { passwordPlaceholder } from '../manifest';
import { remembering } from '../remember';
import { connection } from './connection';
import { kubernetesObject } from './kubernetes-object';
import { labels, names, podLabels, prefix } from './names';
import { scripts } from './scripts';
import { containerSecurityContext, fileMode, podSecurityContext } from './security';

const script = 'generate-credentials.sh';

/**
 * Makes the Secret once, inside the cluster, and never changes it again: its account may create Secrets and do nothing else, so a Secret
 * that exists is left alone. A plain Job in an early wave, never a hook, since its account must exist first.
 */
export class CredentialsJob extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const metadata = { name: names.credentials(env), namespace: env.namespace.name };
    const secret = JSON.stringify(secretTemplate(env));

    kubernetesObject(this, 'The account of the Job that generates the password.', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    });
    kubernetesObject(
      this,
      'Creating Secrets: no reading, no changing. A right to create cannot be narrowed to a name.',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata,
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
      },
    );
    kubernetesObject(this, 'Gives that right to the account of the Job.', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: metadata.name, namespace: metadata.namespace }],
    });
    kubernetesObject(this, `The Secret that the Job makes; it puts the password for ${passwordPlaceholder}.`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'secret.json': secret },
    });
    const template = podTemplate(env);
    kubernetesObject(
      this,
      'Generates the password, once. Its name changes with its content, so that it can be applied again.',
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { ...metadata, name: `${metadata.name}-${hash(template, secret)}` },
        spec: {
          // Ten minutes, so that a sync never waits without bound; a failed Job is made anew by the next change of its content.
          activeDeadlineSeconds: 600,
          backoffLimit: 6,
          completions: 1,
          parallelism: 1,
          template,
        },
      },
    );
  }
}

/** Complete but for the password, whose alphabet of letters and digits needs no escaping in JSON or in a URI. */
const secretTemplate = (env: Environment) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'Opaque',
  metadata: {
    name: env.credentials.secret,
    namespace: env.namespace.name,
    labels: labels(env),
    annotations: { [`${prefix}/generated`]: 'once; delete it to get a new password' },
  },
  stringData: connection(env, passwordPlaceholder, passwordPlaceholder),
});

const podTemplate = (env: Environment) => ({
  metadata: { labels: podLabels(env, 'credentials') },
  spec: {
    serviceAccountName: names.credentials(env),
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: podSecurityContext,
    ...(env.imagePullSecrets.length === 0 ? {} : { imagePullSecrets: env.imagePullSecrets.map((name) => ({ name })) }),
    containers: [
      {
        name: 'generate',
        image: env.images.tools,
        imagePullPolicy: env.imagePullPolicy,
        command: ['sh', `/pgfleet/scripts/${script}`],
        env: [{ name: 'PGFLEET_NAMESPACE', value: env.namespace.name }],
        securityContext: containerSecurityContext,
        resources: {
          requests: { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '16Mi' },
          limits: { memory: '64Mi', 'ephemeral-storage': '64Mi' },
        },
        volumeMounts: [
          { name: 'credentials-template', mountPath: '/pgfleet/credentials-template', readOnly: true },
          { name: 'scripts', mountPath: '/pgfleet/scripts', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'credentials-template', configMap: { name: names.credentials(env), defaultMode: fileMode.readable } },
      {
        name: 'scripts',
        configMap: {
          name: names.scripts(env),
          items: [{ key: script, path: script }],
          defaultMode: fileMode.executable,
        },
      },
      { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
    ],
  },
});

/** Eight hexadecimal digits of a hash of everything that the Job does, as part of its name. */
const hash = (template: object, secret: string): string =>
  createHash('sha256')
    .update(`[${JSON.stringify(template)},${JSON.stringify(secret)},${quoted(scripts()[script] ?? '')}]`)
    .digest('hex')
    .slice(0, 8);

/** The script is the same for all environments, and quoting it took half of the time of the hash. */
const quoted = remembering((text) => JSON.stringify(text), 1);
