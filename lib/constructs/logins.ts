import type { Credentials, DatabaseEnvironment, VdbEnvironment } from '../defaults/environment';
import { host, serviceHost } from './names';

/** One server that has a password, and where it is. */
export interface Login {
  /** Base of the names of what is there for each server. */
  readonly name: string;
  readonly credentials: Credentials;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** What has credentials: a server of ours, or the VDBs. */
export type LoginEnvironment = DatabaseEnvironment | VdbEnvironment;

export const loginsOf = (env: LoginEnvironment): readonly Login[] =>
  env.kind === 'vdb'
    ? env.vdbs.map(({ name, credentials, port, database }) => ({
        name,
        credentials,
        host: serviceHost(name, env),
        port,
        database: database.name,
        user: database.user,
      }))
    : [
        {
          name: env.name,
          credentials: env.credentials,
          host: host(env),
          port: 5432,
          database: env.database.name,
          user: env.database.owner,
        },
      ];
