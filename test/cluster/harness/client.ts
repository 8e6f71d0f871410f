import { ourImage } from './checkout';
import { applyObjects, find, kubectl, tryKubectl } from './kubectl';
import { log, type Pod, waitForReady } from './pod';
import type { Outcome } from './process';
import { waitFor } from './wait';

/** Pod Security `restricted`, and next to no requests: the node is full of databases. */
export const clientPodSpec = (command: readonly string[], env: readonly unknown[] = []) => ({
  automountServiceAccountToken: false,
  restartPolicy: 'Never',
  terminationGracePeriodSeconds: 0,
  securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'client',
      image: ourImage(),
      imagePullPolicy: 'IfNotPresent',
      command,
      env: [{ name: 'PGCONNECT_TIMEOUT', value: '8' }, ...env],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '64Mi' } },
    },
  ],
});

/** A Secret of the database, copied by hand into the namespace of a client, as a person with the right to read it would. */
export const copySecret = async (from: string, name: string, to: string): Promise<void> => {
  const secret = JSON.parse(await kubectl(['get', 'secret', name, '-n', from, '-o', 'json']));
  await applyObjects({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: to },
    data: secret.data,
  });
};

/** An environment variable from a key of a Secret in the namespace of the client. */
export const fromSecret = (variable: string, secret: string, key: string) => ({
  name: variable,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

export interface Client {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Runs a command in a Pod of its own to its end; exit code and log. */
export const runClient = async (
  { namespace, name, labels = {} }: Client,
  command: readonly string[],
  env: readonly unknown[] = [],
  seconds = 120,
): Promise<{ readonly code: number; readonly output: string }> => {
  await applyObjects({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: clientPodSpec(command, env),
  });
  const code = await waitFor(`client ${namespace}/${name} to end`, seconds, async () => {
    const pod = await find<Pod>(namespace, 'pod', name);
    return pod?.status.containerStatuses?.[0]?.state.terminated?.exitCode;
  });
  const output = await log(namespace, name, 'client');
  await kubectl(['delete', 'pod', name, '-n', namespace, '--wait=false']);
  return { code, output };
};

/** A Pod that waits, for many commands by `inClient`. */
export const startClient = async ({ namespace, name, labels = {} }: Client): Promise<Client> => {
  const spec = clientPodSpec(['sleep', 'infinity']);
  await applyObjects({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec });
  await waitForReady(namespace, name);
  return { namespace, name };
};

/** psql in a waiting client. The password comes by stdin: it may hold anything but a line break. */
export const login = (
  client: Client,
  target: { readonly host: string; readonly user: string; readonly database: string; readonly password: string },
  sql = 'SELECT current_user',
): Promise<Outcome> => {
  const psql = ['psql', '-X', '-A', '-t', '-w', '-h', target.host, '-U', target.user, '-d', target.database, '-c', sql];
  const command = ['bash', '-c', 'IFS= read -r PGPASSWORD; export PGPASSWORD; exec "$@"', 'bash', ...psql];
  return tryKubectl(['exec', '-i', client.name, '-n', client.namespace, '--', ...command], {
    input: `${target.password}\n`,
  });
};
