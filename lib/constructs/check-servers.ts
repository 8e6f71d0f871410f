import type { Environment, ExternalEnvironment, Vdb, VdbEnvironment } from '../defaults/environment';
import { podHost, serviceHost } from './names';
import { optional } from './repository';
import { secretKey, type Variables } from './variables';
import { type MountedVolume, projected, volume } from './volumes';

/** A server whose data is judged. */
export interface CheckedServer {
  /** Base of the names of what is there for each server: schedules, Jobs, the claim of reports. */
  readonly name: string;
  /** The environment, and which of its servers, for people. */
  readonly title: string;
  /** It does not run, so that nothing is judged. */
  readonly asleep: boolean;
  /** The StatefulSet that Events are about; empty: the Pod of the check. */
  readonly workload: string;
  /** Where it is, who logs in, and what is expected of it. */
  readonly variables: Variables;
  /** Keys and certificates. All of it optional: a Job that starts can say what is missing, a Pod that waits for a Secret says nothing. */
  readonly login: readonly MountedVolume[];
}

/** The servers of an environment. */
export const checkedServers = (env: Environment): readonly CheckedServer[] => {
  if (env.kind === 'vdb') return env.vdbs.map((vdb) => virtual(env, vdb));
  const common = { name: env.name, title: env.id, asleep: env.suspended };
  if (env.kind === 'external') return [{ ...common, workload: '', ...elsewhere(env) }];
  const { generation, dataChecksums, enableChecksums } = env.database;
  return [
    {
      ...common,
      workload: env.name,
      // The role's rights come from the agent beside the database.
      variables: {
        PGFLEET_GENERATION: String(generation),
        PGFLEET_CHECKSUMS: dataChecksums || enableChecksums ? 'on' : 'off',
        PGFLEET_MANAGED: 'yes',
        PGHOST: podHost(env),
        PGPORT: '5432',
        PGUSER: 'pgfleet_check',
        PGFLEET_COPY_USER: 'pgfleet_basebackup',
        PGSSLMODE: 'verify-full',
        PGDATABASE: 'postgres',
      },
      login: env.tls.client === undefined ? [] : [volume.tls(env.tls.client, true)],
    },
  ];
};

const file = (key: string, path: string) => [{ key, path }];

const password = (secret: string, key: string): MountedVolume =>
  projected('login', '/pgfleet/login', [optional('Secret', secret, file(key, 'password'))]);

const elsewhere = ({ external }: ExternalEnvironment): Pick<CheckedServer, 'variables' | 'login'> => {
  const { secret, keys, tls } = external;
  return {
    variables: {
      PGHOST: external.host,
      PGPORT: String(external.port),
      PGUSER: secretKey(secret, keys.username),
      PGSSLMODE: tls.mode,
      PGDATABASE: external.database,
    },
    login: [
      password(secret, keys.password),
      ...(tls.ca === undefined
        ? []
        : [
            projected('tls', '/pgfleet/tls', [
              optional(tls.ca.from === 'secret' ? 'Secret' : 'ConfigMap', tls.ca.name, file(tls.ca.key, 'ca.crt')),
            ]),
          ]),
    ],
  };
};

/** By the password of its Secret. Whether it has TLS is its source's and its operator's to say: with it where there is one. */
const virtual = (env: VdbEnvironment, { name, enabled, database, port, credentials }: Vdb): CheckedServer => ({
  name,
  title: env.vdbs.length === 1 ? env.id : `${env.id}/${name}`,
  asleep: !enabled,
  workload: '',
  variables: {
    PGHOST: serviceHost(name, env),
    PGPORT: String(port),
    PGUSER: database.user,
    PGSSLMODE: 'prefer',
    PGDATABASE: database.name,
  },
  login: [password(credentials.secret, credentials.passwordKey)],
});
