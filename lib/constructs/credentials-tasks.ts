import type { DatabaseEnvironment } from '../defaults/environment';
import { passwordPlaceholder } from '../manifest';
import { connection } from './connection';
import { labels, prefix } from './names';

/** One Secret that is made once, inside the cluster: by a container of its own in the Pod of the Job. */
export interface CredentialsTask {
  /** Name of the container. */
  readonly name: string;
  readonly makes: string;
  readonly script: string;
  /** What the script reads, by key of the ConfigMap. */
  readonly files: Readonly<Record<string, string>>;
}

/** Of which both scripts are. */
const sharedScript = 'create-secret.sh';

/** Nothing where credentials and certificates come from elsewhere: then nothing talks to the API server. */
export const credentialsTasks = (env: DatabaseEnvironment): readonly CredentialsTask[] => [
  ...(env.credentials.source === 'generated' ? [password(env)] : []),
  ...(env.tls.source.kind === 'generated' ? [certificates(env)] : []),
];

export const taskFiles = (tasks: readonly CredentialsTask[]): Record<string, string> =>
  Object.assign({}, ...tasks.map(({ files }) => files));

export const taskScripts = (tasks: readonly CredentialsTask[]): readonly string[] => [
  sharedScript,
  ...tasks.map(({ script }) => script),
];

const password = (env: DatabaseEnvironment): CredentialsTask => ({
  name: 'password',
  makes: 'the password',
  script: 'generate-credentials.sh',
  files: {
    // Complete but for the password, whose alphabet of letters and digits needs no escaping in JSON or in a URI.
    'secret.json': JSON.stringify({
      ...secret(env, env.credentials.secret, 'Opaque', 'delete it to get a new password'),
      stringData: connection(env, passwordPlaceholder, passwordPlaceholder),
    }),
  },
});

const certificates = (env: DatabaseEnvironment): CredentialsTask => ({
  name: 'certificates',
  makes: 'the certificates',
  script: 'generate-certificates.sh',
  files: {
    'tls-secret.json': JSON.stringify(
      secret(env, env.tls.server.secret, 'kubernetes.io/tls', 'delete it to get new certificates'),
    ),
    'server-names': env.tls.serverNames.map((name) => `${name}\n`).join(''),
    'client-name': `${env.tls.client?.commonName ?? ''}\n`,
  },
});

const secret = (env: DatabaseEnvironment, name: string, type: string, advice: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type,
  metadata: {
    name,
    namespace: env.namespace.name,
    labels: labels(env),
    annotations: { [`${prefix}/generated`]: `once; ${advice}` },
  },
});
