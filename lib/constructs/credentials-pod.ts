import type { Environment } from '../defaults/environment';
import { type CredentialsTask, taskScripts } from './credentials-tasks';
import { names, podLabels } from './names';
import { containerSecurityContext, fileMode, podSecurityContext } from './security';

/** The Pod of the Job that makes Secrets: one container for each of them. */
export const credentialsPod = (env: Environment, tasks: readonly CredentialsTask[]) => ({
  metadata: { labels: podLabels(env, 'credentials') },
  spec: {
    serviceAccountName: names.credentials(env),
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: podSecurityContext,
    ...(env.imagePullSecrets.length === 0 ? {} : { imagePullSecrets: env.imagePullSecrets.map((name) => ({ name })) }),
    containers: tasks.map(({ name, script, template }) => ({
      name,
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
        { name: volumeOf(template), mountPath: '/pgfleet/credentials-template', readOnly: true },
        { name: 'scripts', mountPath: '/pgfleet/scripts', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    })),
    volumes: [
      ...templates(tasks).map((template) => ({
        name: volumeOf(template),
        configMap: {
          name: names.credentials(env),
          ...(template === undefined ? {} : { items: [{ key: template, path: 'secret.json' }] }),
          defaultMode: fileMode.readable,
        },
      })),
      {
        name: 'scripts',
        configMap: {
          name: names.credentialsScripts(env),
          items: taskScripts(tasks).map((script) => ({ key: script, path: script })),
          defaultMode: fileMode.executable,
        },
      },
      { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
    ],
  },
});

const templates = (tasks: readonly CredentialsTask[]): readonly (string | undefined)[] => [
  ...new Set(tasks.map(({ template }) => template)),
];

/** `orders.json`: of one VDB alone, so that no container holds what another one makes. */
const volumeOf = (template: string | undefined): string =>
  template === undefined ? 'credentials-template' : `template-${template.replace(/\.json$/, '')}`;
