import type {
  CertificateAuthority,
  Credentials,
  DatabaseEnvironment,
  Environment,
  VdbEnvironment,
} from '../../defaults/environment';

/** A Secret or ConfigMap that somebody else makes, and without which something does not work. */
export interface Need {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** Those that are read. */
  readonly keys: readonly string[];
  /** The setting that names it. */
  readonly setting: string;
}

const secret = (setting: string, name: string, ...keys: readonly string[]): Need => ({
  kind: 'Secret',
  name,
  keys,
  setting,
});

/** What pgfleet makes itself, once or by a controller of the cluster, is not among them. */
export const needsOf = (env: Environment): readonly Need[] => [
  ...env.imagePullSecrets.map((name) => secret('imagePullSecrets', name, '.dockerconfigjson')),
  ...needs[env.kind](env as never),
];

const needs: {
  readonly [K in Environment['kind']]: (env: Extract<Environment, { readonly kind: K }>) => readonly Need[];
} = {
  database: (env) => [...login(env.credentials), ...certificates(env), ...repositories(env), ...bootstrapKeys(env)],
  vdb: (env) => [...env.vdbs.flatMap(({ credentials }) => login(credentials)), ...hookSecrets(env)],
  external: ({ external: { secret: name, keys, tls } }) => [
    secret('external.secret', name, keys.username, keys.password),
    ...authority('external.tls.ca', tls.ca),
  ],
};

/** A Secret of External or Sealed Secrets is made by their controllers, as soon as they have the object. */
const login = ({ source, secret: name, passwordKey }: Credentials): readonly Need[] =>
  source === 'existing' ? [secret('credentials.secret', name, passwordKey)] : [];

const certificates = ({ tls: { source, server, client } }: DatabaseEnvironment): readonly Need[] =>
  source.kind !== 'existing'
    ? []
    : [
        secret('tls.secret', server.secret, server.certificate, server.key),
        ...(client === undefined ? [] : [secret('tls.clientSecret', client.secret, client.certificate, client.key)]),
      ];

const repositories = ({ backup }: DatabaseEnvironment): readonly Need[] =>
  (backup.method === 'none' ? [] : backup.repositories).flatMap((repository) => [
    ...(repository.type === 's3' && repository.keys !== undefined
      ? [
          secret(
            'backup.repository.credentialsSecret',
            repository.keys.secret,
            repository.keys.accessKeyId,
            repository.keys.secretAccessKey,
          ),
        ]
      : []),
    ...(repository.type === 's3' ? authority('backup.repository.ca', repository.ca) : []),
    ...(repository.cipher === undefined
      ? []
      : [secret('backup.repository.cipher', repository.cipher.secret, repository.cipher.key)]),
  ]);

const authority = (setting: string, ca: CertificateAuthority | undefined): readonly Need[] => {
  if (ca?.from === 'secret') return [secret(setting, ca.name, ca.key)];
  return ca?.from === 'configMap' ? [{ kind: 'ConfigMap', name: ca.name, keys: [ca.key], setting }] : [];
};

/** Its keys depend on the foreign repository. */
const bootstrapKeys = ({ name, bootstrap }: DatabaseEnvironment): readonly Need[] =>
  bootstrap?.keys === 'given' ? [secret('bootstrap.repository', `${name}-bootstrap`)] : [];

const hookSecrets = ({ vdbs }: VdbEnvironment): readonly Need[] =>
  vdbs.flatMap(({ hooks }) =>
    hooks.flatMap(({ env }) =>
      env.flatMap((variable) =>
        'secret' in variable ? [secret('vdb.hooks', variable.secret.name, variable.secret.key)] : [],
      ),
    ),
  );
