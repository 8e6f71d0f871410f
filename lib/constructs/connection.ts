import type { Login } from './logins';

/**
 * What an application needs to connect, by key of the Secret `<name>-app`. `password` is the text to put for the password, and
 * `encodedPassword` the same percent-encoded, for the URIs (RFC 3986; libpq, JDBC and Prisma decode it).
 */
export const connection = (
  { host, port, database, user }: Login,
  password: string,
  encodedPassword: string,
): Record<string, string> => {
  const authority = `${host}:${port}`;
  const path = encodeURIComponent(database);
  return {
    username: user,
    password,
    host,
    port: String(port),
    dbname: database,
    uri: `postgresql://${encodeURIComponent(user)}:${encodedPassword}@${authority}/${path}`,
    'jdbc-uri': `jdbc:postgresql://${authority}/${path}?user=${encodeURIComponent(user)}&password=${encodedPassword}`,
  };
};
