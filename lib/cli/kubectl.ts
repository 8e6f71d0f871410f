import { spawn } from 'node:child_process';

/** What a command asks of the cluster: a namespace of it, through the kubectl and the KUBECONFIG of the user. */
export interface Cluster {
  readonly namespace: string;
  /** Empty: the current context. */
  readonly context: string;
}

/** Why there is no answer, in words for the user. */
export interface Problem {
  readonly problem: string;
}

/** Told from an object of Kubernetes, which may have fields of any name. */
export const isProblem = (answer: object | undefined): answer is Problem =>
  answer !== undefined && 'problem' in answer && !('kind' in answer);

/** The few fields that all objects have, and whatever else they have. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Time for one question, in seconds: a cluster that does not answer is a finding and no reason to wait for ever. */
const patienceSeconds = 20;

/** One object, or undefined where there is none. */
export const find = async (
  cluster: Cluster,
  kind: string,
  name: string,
): Promise<KubernetesObject | undefined | Problem> => {
  const answer = await ask(cluster, ['get', kind, name, '--ignore-not-found', '-o', 'json']);
  if (typeof answer !== 'string') return answer;
  return answer.trim() === '' ? undefined : (JSON.parse(answer) as KubernetesObject);
};

/** All objects of a kind that carry these labels. */
export const list = async (
  cluster: Cluster,
  kind: string,
  selector: string,
): Promise<readonly KubernetesObject[] | Problem> => {
  const answer = await ask(cluster, ['get', kind, '-l', selector, '-o', 'json']);
  return typeof answer === 'string'
    ? (JSON.parse(answer) as { readonly items: readonly KubernetesObject[] }).items
    : answer;
};

/** Makes an object that must not exist yet; as the API server made it. */
export const create = async (cluster: Cluster, object: KubernetesObject): Promise<KubernetesObject | Problem> => {
  const answer = await ask(cluster, ['create', '-f', '-', '-o', 'json'], JSON.stringify(object));
  return typeof answer === 'string' ? (JSON.parse(answer) as KubernetesObject) : answer;
};

/** What `kubectl create job --from=cronjob/NAME` would make: nothing is made yet. */
export const jobFrom = async (cluster: Cluster, cronJob: string, name: string): Promise<KubernetesObject | Problem> => {
  const answer = await ask(cluster, [
    'create',
    'job',
    name,
    `--from=cronjob/${cronJob}`,
    '--dry-run=client',
    '-o',
    'json',
  ]);
  return typeof answer === 'string' ? (JSON.parse(answer) as KubernetesObject) : answer;
};

/** The newest Pod of a Job: one that was moved off its node can stay beside it. kubectl itself would take the older one. */
export const podOf = async (cluster: Cluster, job: string): Promise<KubernetesObject | undefined> => {
  const pods = await list(cluster, 'pod', `batch.kubernetes.io/job-name=${job}`);
  const age = ({ metadata }: KubernetesObject): string => String(metadata.creationTimestamp ?? '');
  return isProblem(pods)
    ? undefined
    : pods.reduce<KubernetesObject | undefined>(
        (newest, pod) => (newest === undefined || age(pod) > age(newest) ? pod : newest),
        undefined,
      );
};

/** The log of that Pod; empty where there is none yet. `container`: empty for the main one. */
export const jobLog = async (cluster: Cluster, job: string, container = ''): Promise<string> => {
  const pod = await podOf(cluster, job);
  if (pod === undefined) return '';
  const part = container === '' ? [] : ['-c', container];
  const answer = await ask(cluster, ['logs', `pod/${pod.metadata.name}`, '--tail=-1', ...part]);
  return typeof answer === 'string' ? answer : '';
};

/** `kubectl ARGS` with its standard output, without a shell in between. */
const ask = (cluster: Cluster, args: readonly string[], input = ''): Promise<string | Problem> =>
  new Promise((resolve) => {
    const place = ['--namespace', cluster.namespace, ...(cluster.context === '' ? [] : ['--context', cluster.context])];
    const child = spawn('kubectl', [...args, ...place, `--request-timeout=${patienceSeconds}s`], { stdio: 'pipe' });
    const chunks: { readonly stdout: Buffer[]; readonly stderr: Buffer[] } = { stdout: [], stderr: [] };
    // --request-timeout does not bound the resolution of names and the plugins of a login.
    const timer = setTimeout(() => child.kill('SIGKILL'), (patienceSeconds + 10) * 1000);
    const end = (result: string | Problem): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => end({ problem: notStarted(error) }));
    child.on('close', (code) => {
      if (code === 0) end(Buffer.concat(chunks.stdout).toString('utf8'));
      else end({ problem: problemOf(Buffer.concat(chunks.stderr).toString('utf8'), cluster) });
    });
    // A program that ends without reading its input closes the pipe: what it printed tells more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });

const notStarted = (error: NodeJS.ErrnoException): string =>
  error.code === 'ENOENT' ? 'there is no kubectl on the PATH: install it' : `kubectl cannot be run: ${error.message}`;

/** What kubectl says, and what it means. The first that matches. */
const meanings: readonly (readonly [RegExp, (cluster: Cluster) => string])[] = [
  [
    /context "[^"]*" does not exist|no context exists with the name/i,
    ({ context }) => `KUBECONFIG has no context "${context}": kubectl config get-contexts`,
  ],
  [
    /connection to the server localhost:8080 was refused|no configuration has been provided|current-context is not set/i,
    () => 'kubectl knows no cluster: set KUBECONFIG, or choose one with --context',
  ],
  [
    /was refused|no such host|i\/o timeout|Unable to connect|no route to host|Client\.Timeout|deadline exceeded|TLS handshake|EOF$/im,
    () => 'the cluster does not answer',
  ],
  [/must be logged in|Unauthorized|getting credentials/i, () => 'the cluster does not know you: log in again'],
  [/forbidden/i, ({ namespace }) => `you may not do that in the namespace ${namespace}`],
  [
    /namespaces? "[^"]*" not found/i,
    ({ namespace, context }) =>
      `there is no namespace ${namespace} in this cluster: is ${context === '' ? 'the current context' : `the context ${context}`} the right one?`,
  ],
];

export const problemOf = (stderr: string, cluster: Cluster): string => {
  const lines = stderr.split('\n').map((line) => line.trim());
  // Before its verdict kubectl repeats failed look-ups with a prefix of klog (E1121 …).
  const last = lines.filter((line) => line !== '' && !/^[EWI]\d{4} /.test(line)).at(-1) ?? 'kubectl was ended';
  const meaning = meanings.find(([pattern]) => pattern.test(stderr))?.[1](cluster);
  return meaning === undefined ? last : `${meaning} (${last})`;
};
