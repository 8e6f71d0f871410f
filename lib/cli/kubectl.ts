import { runToEnd } from './programs';

/** What a command asks of the cluster: a namespace of it, through the kubectl and the KUBECONFIG of the user. */
export interface Cluster {
  readonly namespace: string;
  /** Empty: the current context. */
  readonly context: string;
}

/** Why there is no answer, in words for the user. */
export interface Problem {
  readonly problem: string;
  readonly cause?: Cause;
}

/** What a command may do something about: all others say that there is no answer at all. */
export type Cause = 'forbidden' | 'unknown-kind' | 'no-namespace';

/** Told from an object of Kubernetes, which may have fields of any name. */
export const isProblem = (answer: object | string | undefined): answer is Problem =>
  typeof answer === 'object' && 'problem' in answer && !('kind' in answer);

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
export const list = (
  cluster: Cluster,
  kind: string,
  selector: string,
): Promise<readonly KubernetesObject[] | Problem> => select(cluster, kind, '-l', selector);

/** All objects of a kind, or those that more words of `kubectl get` choose. */
export const select = async (
  cluster: Cluster,
  kind: string,
  ...words: readonly string[]
): Promise<readonly KubernetesObject[] | Problem> => {
  const answer = await ask(cluster, ['get', kind, ...words, '-o', 'json']);
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

/** `kubectl ARGS` with its standard output. */
export const ask = async (cluster: Cluster, args: readonly string[], input = ''): Promise<string | Problem> => {
  const ended = await runToEnd('kubectl', [...args, ...placeOf(cluster), `--request-timeout=${patienceSeconds}s`], {
    input,
    // --request-timeout does not bound the resolution of names and the plugins of a login.
    seconds: patienceSeconds + 10,
  });
  if ('problem' in ended) return ended;
  return ended.code === 0 ? ended.stdout : problemOf(ended.stderr, cluster);
};

/** Where a question goes, as arguments. */
export const placeOf = ({ namespace, context }: Cluster): readonly string[] => [
  '--namespace',
  namespace,
  ...(context === '' ? [] : ['--context', context]),
];

/** The beginning of a command that a person is to run. */
export const kubectlWords = ({ namespace, context }: Cluster): string =>
  `kubectl -n ${namespace}${context === '' ? '' : ` --context ${context}`}`;

interface Meaning {
  readonly says: RegExp;
  readonly means: (cluster: Cluster) => string;
  readonly cause?: Cause;
}

/** What kubectl says, and what it means. The first that matches. */
const meanings: readonly Meaning[] = [
  {
    says: /context "[^"]*" does not exist|no context exists with the name/i,
    means: ({ context }) => `KUBECONFIG has no context "${context}": kubectl config get-contexts`,
  },
  {
    says: /connection to the server localhost:8080 was refused|no configuration has been provided|current-context is not set/i,
    means: () => 'kubectl knows no cluster: set KUBECONFIG, or choose one with --context',
  },
  {
    says: /was refused|no such host|i\/o timeout|Unable to connect|no route to host|Client\.Timeout|deadline exceeded|TLS handshake|EOF$/im,
    means: () => 'the cluster does not answer',
  },
  {
    says: /must be logged in|Unauthorized|getting credentials/i,
    means: () => 'the cluster does not know you: log in again',
  },
  {
    says: /forbidden/i,
    means: ({ namespace }) => `you may not do that in the namespace ${namespace}`,
    cause: 'forbidden',
  },
  {
    says: /namespaces? "[^"]*" not found/i,
    means: ({ namespace, context }) =>
      `there is no namespace ${namespace} in this cluster: is ${context === '' ? 'the current context' : `the context ${context}`} the right one?`,
    cause: 'no-namespace',
  },
  {
    says: /doesn't have a resource type|no matches for kind/i,
    means: () => 'this cluster does not have that kind of object',
    cause: 'unknown-kind',
  },
];

export const problemOf = (stderr: string, cluster: Cluster): Problem => {
  const lines = stderr.split('\n').map((line) => line.trim());
  // Before its verdict kubectl repeats failed look-ups with a prefix of klog (E1121 …).
  const last = lines.filter((line) => line !== '' && !/^[EWI]\d{4} /.test(line)).at(-1) ?? 'kubectl was ended';
  const meaning = meanings.find(({ says }) => says.test(stderr));
  if (meaning === undefined) return { problem: last };
  const { means, cause } = meaning;
  return { problem: `${means(cluster)} (${last})`, ...(cause === undefined ? {} : { cause }) };
};
