import type { DatabaseEnvironment } from '../defaults/environment';
import { host } from './names';

/**
 * What an application needs to connect, by key of the Secret `<name>-app`. `password` is the text to put for the password, and
 * `encodedPassword` the same percent-encoded, for the URIs (RFC 3986; libpq, JDBC and Prisma decode it).
 */
export const connection = (
  env: DatabaseEnvironment,
  password: string,
  encodedPassword: string,
): Record<string, string> => {
  const { name, owner } = env.database;
  const authority = `${host(env)}:5432`;
  const path = encodeURIComponent(name);
  return {
    username: owner,
    password,
    host: host(env),
    port: '5432',
    dbname: name,
    uri: `postgresql://${encodeURIComponent(owner)}:${encodedPassword}@${authority}/${path}`,
    'jdbc-uri': `jdbc:postgresql://${authority}/${path}?user=${encodeURIComponent(owner)}&password=${encodedPassword}`,
  };
};
