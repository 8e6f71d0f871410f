import type { ExternalEnvironment } from '../defaults/environment';
import { chosenEnvironment } from './chosen-environment';
import { exitCode } from './exit-codes';
import { type Cluster, isProblem, kubectlWords, placeOf } from './kubectl';
import { passwordOf, psqlVariables, type Target } from './login';
import { forwardPort } from './port-forward';
import { passThrough } from './programs';
import { found, refuse } from './report';
import { chosenLogin, type Server } from './servers';
import { print, say } from './terminal';

/** psql to the database of an environment, through a tunnel that ends with it; or what a person needs to connect otherwise. */
export const run = async (
  [id = '']: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const environment = chosenEnvironment(id, options.output === 'json' ? 'json' : 'text');
  if (typeof environment === 'number') return environment;
  const cluster: Cluster = { namespace: environment.namespace.name, context: String(options.context ?? '') };
  const server = chosenLogin(environment, options.vdb);
  if (options.print === true) {
    if (isProblem(server) && environment.kind !== 'external') return refuse(server.problem);
    const rows =
      environment.kind === 'external' ? externalRows(environment, cluster) : serverRows(server as Server, cluster);
    const json = { schemaVersion: 1, environment: id, ...rows };
    print(options.output === 'json' ? JSON.stringify(json, undefined, 2) : text(rows));
    return exitCode.fine;
  }
  if (isProblem(server)) return refuse(`${server.problem}${environment.kind === 'external' ? ': see --print' : ''}`);
  if (server.asleep) return refuse(`${id} is switched off: there is no server`);
  return session(id, cluster, server.target, options.command as string | undefined);
};

const session = async (id: string, cluster: Cluster, target: Target, command: string | undefined): Promise<number> => {
  const password = await passwordOf(cluster, target);
  if (isProblem(password)) return found(password.problem);
  const tunnel = await forwardPort(cluster, target.object, target.port);
  if (isProblem(tunnel)) return found(`${tunnel.problem}: pgfleet status ${id}`);
  try {
    say(
      `127.0.0.1:${tunnel.localPort} is ${target.object} in ${cluster.namespace} until psql ends; ${target.user} to ${target.database}`,
    );
    const args = command === undefined ? [] : ['-v', 'ON_ERROR_STOP=1', '-c', command];
    const env = psqlVariables(process.env, target, tunnel.localPort, password);
    const ended = await passThrough('psql', ['-w', ...args], { env });
    if (typeof ended !== 'number') return found(`${ended.problem}, or see pgfleet connect ${id} --print`);
    return ended === 0 ? exitCode.fine : exitCode.differs;
  } finally {
    await tunnel.stop();
  }
};

type Rows = Readonly<Record<string, string>>;

const serverRows = ({ name, target }: Server, cluster: Cluster): Rows => ({
  host: `${name}.${cluster.namespace}.svc`,
  port: String(target.port),
  database: target.database,
  user: target.user,
  password: keyCommand(cluster, target.secret, target.passwordKey),
  tunnel: `kubectl port-forward ${target.object} 15432:${target.port} --address 127.0.0.1 ${placeOf(cluster).join(' ')}`,
});

const externalRows = ({ external }: ExternalEnvironment, cluster: Cluster): Rows => ({
  host: external.host,
  port: String(external.port),
  database: external.database,
  user: keyCommand(cluster, external.secret, external.keys.username),
  password: keyCommand(cluster, external.secret, external.keys.password),
});

/** The command, and never the password: this may end in a log. */
const keyCommand = (cluster: Cluster, secret: string, key: string): string =>
  `${kubectlWords(cluster)} get secret ${secret} -o go-template='{{index .data "${key}" | base64decode}}'`;

const text = (rows: Rows): string =>
  Object.entries(rows)
    .map(([name, value]) => `${name.padEnd(10)}${value}`)
    .join('\n');
