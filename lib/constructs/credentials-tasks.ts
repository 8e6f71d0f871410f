import type { DatabaseEnvironment, Environment } from '../defaults/environment';
import { passwordPlaceholder } from '../manifest';
import { connection } from './connection';
import { type Login, type LoginEnvironment, loginsOf } from './logins';
import { labels, prefix } from './names';

/** One Secret that is made once, inside the cluster: by a container of its own in the Pod of the Job. */
export interface CredentialsTask {
  /** Name of the container. */
  readonly name: string;
  readonly makes: string;
  readonly script: string;
  /** What the script reads, by key of the ConfigMap. */
  readonly files: Readonly<Record<string, string>>;
  /** Which of these it reads as secret.json; undefined: they have their names already. */
  readonly template?: string;
}

/** Of which both scripts are. */
const sharedScript = 'create-secret.sh';

/** Nothing where credentials and certificates come from elsewhere: then nothing talks to the API server. */
export const credentialsTasks = (env: LoginEnvironment): readonly CredentialsTask[] => {
  const logins = loginsOf(env).filter(({ credentials }) => credentials.source === 'generated');
  return [
    ...logins.map((login) => (logins.length === 1 ? password(env, login) : ownPassword(env, login))),
    ...(env.kind === 'database' && env.tls.source.kind === 'generated' ? [certificates(env)] : []),
  ];
};

export const taskFiles = (tasks: readonly CredentialsTask[]): Record<string, string> =>
  Object.assign({}, ...tasks.map(({ files }) => files));

export const taskScripts = (tasks: readonly CredentialsTask[]): readonly string[] => [
  ...new Set([sharedScript, ...tasks.map(({ script }) => script)]),
];

const password = (env: Environment, login: Login): CredentialsTask => ({
  name: 'password',
  makes: 'the password',
  script: 'generate-credentials.sh',
  files: {
    // Complete but for the password, whose alphabet of letters and digits needs no escaping in JSON or in a URI.
    'secret.json': JSON.stringify({
      ...secret(env, login.credentials.secret, 'Opaque', 'delete it to get a new password'),
      stringData: connection(login, passwordPlaceholder, passwordPlaceholder),
    }),
  },
});

/** One of several. */
const ownPassword = (env: Environment, login: Login): CredentialsTask => {
  const { files, ...task } = password(env, login);
  const template = `${login.name}.json`;
  return {
    ...task,
    name: `${task.name}-${login.name}`,
    makes: `${task.makes} of ${login.name}`,
    files: { [template]: files['secret.json'] ?? '' },
    template,
  };
};

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

const secret = (env: Environment, name: string, type: string, advice: string) => ({
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
