import { eventually } from './eventually';
import { installationOf } from './installation';
import { createSandbox, type Sandbox } from './sandbox';

export interface ServerOptions {
  readonly major: string;
  /** Text of postgresql.conf. Paths, port and addresses in it are replaced by those of the sandbox; everything else counts. */
  readonly confText?: string;
  readonly hbaText?: string;
  readonly identText?: string;
}

export interface Server {
  readonly major: string;
  readonly sandbox: Sandbox;
  /** What the server wrote so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** A real server with these files, as its user, on loopback and a socket in a temporary directory. Fails with its log when it does not start. */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const sandbox = await createSandbox(installationOf(options.major));
  try {
    return await start(sandbox, options);
  } catch (error) {
    await sandbox.dispose();
    throw error;
  }
};

const start = async (sandbox: Sandbox, options: ServerOptions): Promise<Server> => {
  const { at } = sandbox;
  if (options.confText !== undefined) sandbox.write('pgfleet/config/postgresql.conf', options.confText);
  if (options.hbaText !== undefined) sandbox.write('pgfleet/config/pg_hba.conf', options.hbaText);
  if (options.identText !== undefined) sandbox.write('pgfleet/config/pg_ident.conf', options.identText);
  const made = await sandbox.run(['initdb', '--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']);
  if (made.code !== 0) throw new Error(made.stderr);
  const overrides = {
    config_file: at('pgfleet/config/postgresql.conf'),
    hba_file: at('pgfleet/config/pg_hba.conf'),
    ident_file: at('pgfleet/config/pg_ident.conf'),
    unix_socket_directories: at('run'),
    listen_addresses: '127.0.0.1',
    port: String(sandbox.port),
  };
  const server = sandbox.start([
    'postgres',
    '-D',
    at('pgdata/data'),
    ...Object.entries(overrides).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  let over = false;
  void server.exited.then(() => (over = true));
  await eventually(
    () => `a server that accepts connections:\n${server.output()}`,
    async () => {
      if (over) throw new Error(`PostgreSQL ${options.major} did not start:\n${server.output()}`);
      return (await sandbox.run(['pg_isready', '--quiet'])).code === 0;
    },
  );
  return { major: options.major, sandbox, log: server.output, stop: sandbox.dispose };
};

/** Asks as the superuser over the socket: lines of columns separated by "|". */
export const query = (server: Server, sql: string, database = 'postgres'): Promise<string> =>
  server.sandbox.query(sql, { PGDATABASE: database });
