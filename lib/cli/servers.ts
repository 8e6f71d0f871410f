import type { DatabaseEnvironment, Environment, Vdb } from '../defaults/environment';
import { chosenServer } from './chosen-server';
import { isProblem, type Problem } from './kubectl';
import type { Target } from './login';

/** A server in the cluster that a person can log in to. Nobody tunnels to one elsewhere. */
export interface Server {
  /** Base of the names of what is there for it. */
  readonly name: string;
  /** Name of the Service that applications use, and of its port. */
  readonly port: number;
  /** It is meant not to run. */
  readonly asleep: boolean;
  readonly target: Target;
}

export const serversOf = (env: Environment): readonly Server[] => {
  if (env.kind === 'external') return [];
  return env.kind === 'vdb' ? env.vdbs.map(virtual) : [own(env)];
};

/** The Pod itself, also while it is not ready. */
const own = ({ name, suspended, database, credentials }: DatabaseEnvironment): Server => ({
  name,
  port: 5432,
  asleep: suspended,
  target: {
    object: `pod/${name}-0`,
    port: 5432,
    database: database.name,
    user: database.owner,
    secret: credentials.secret,
    passwordKey: credentials.passwordKey,
    sslMode: 'require',
  },
});

/** By the Service that the operator makes. Whether it has TLS is its source's and its operator's to say. */
const virtual = ({ name, port, enabled, database, credentials }: Vdb): Server => ({
  name,
  port,
  asleep: !enabled,
  target: {
    object: `service/${name}`,
    port,
    database: database.name,
    user: database.user,
    secret: credentials.secret,
    passwordKey: credentials.passwordKey,
    sslMode: 'prefer',
  },
});

/** The one to log in to. `vdb`: the value of its option. */
export const chosenLogin = (env: Environment, vdb: unknown): Server | Problem => {
  const chosen = chosenServer(env, vdb);
  if (isProblem(chosen)) return chosen;
  return (
    serversOf(env).find(({ name }) => name === chosen.name) ?? {
      problem: `${env.id} is a server elsewhere, and nothing of it is in the cluster`,
    }
  );
};
