import { ask, type Cluster, isProblem, kubectlWords, type Problem } from '../kubectl';
import { type Finalizer, finalizerOf } from './finalizers';
import { failed, type Line, unknown, warning } from './line';
import { ago, labelled } from './place';

/** An object that is still there, without what is in it. */
export interface Remnant {
  readonly kind: string;
  /** Empty: of no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** Empty: nobody deleted it. */
  readonly deleted: string;
  readonly finalizers: readonly string[];
  /** Argo CD is told not to delete it. */
  readonly kept: boolean;
  /** Why a namespace does not go, in its own words. */
  readonly reasons: readonly string[];
}

/** By which name kubectl knows a kind. What is not installed cannot be left. */
const kinds: readonly string[] = [
  'namespaces',
  'postgresvdbs.core.delphix.com',
  'statefulsets.apps',
  'pods',
  'persistentvolumeclaims',
  'services',
  'secrets',
  'jobs.batch',
  'cronjobs.batch',
  'configmaps',
];

/** Fields, and never content: a Secret is only named. */
const template = `jsonpath={range .items[*]}${[
  '.kind',
  '.metadata.namespace',
  '.metadata.name',
  '.metadata.deletionTimestamp',
  '.metadata.finalizers',
  '.metadata.annotations.argocd\\.argoproj\\.io/sync-options',
  '.status.conditions[?(@.status=="True")].message',
]
  .map((field) => `{${field}}`)
  .join('{"\\t"}')}{"\\n"}{end}`;

/** What an environment left in the cluster, whatever its values were: by its label, in all namespaces. */
export const remains = async (
  id: string,
  cluster: Cluster,
  argocd: Cluster,
): Promise<{ readonly remnants: readonly Remnant[]; readonly problems: readonly Problem[] }> => {
  const chosen = ['-l', labelled(id), '-o', template];
  const answers = await Promise.all([
    ask(argocd, ['get', 'applications.argoproj.io', ...chosen]),
    ...kinds.map((kind) => ask(cluster, ['get', kind, '--all-namespaces', ...chosen])),
  ]);
  return {
    remnants: answers.flatMap((answer) => (isProblem(answer) ? [] : remnantsOf(answer as string))),
    problems: answers.flatMap((answer) => (isProblem(answer) && answer.cause !== 'unknown-kind' ? [answer] : [])),
  };
};

export const remnantsOf = (text: string): readonly Remnant[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [kind = '', namespace = '', name = '', deleted = '', finalizers = '', options = '', reasons = ''] =
        line.split('\t');
      return {
        kind,
        namespace,
        name,
        deleted,
        finalizers: finalizers === '' ? [] : (JSON.parse(finalizers) as readonly string[]),
        kept: options.includes('Delete=false'),
        reasons: kind === 'Namespace' && reasons !== '' ? [reasons] : [],
      };
    });

/** One line for each object, but for Secrets and the like, which go with the others: one line for each kind. */
export const remainLines = (
  cluster: Cluster,
  remnants: readonly Remnant[],
  problems: readonly Problem[],
  nowMs: number,
): readonly Line[] => {
  const [going, staying] = [remnants.filter(isGoing), remnants.filter((one) => !isGoing(one))];
  const kindsOf = [...new Set(staying.map(({ kind }) => kind))];
  return [
    ...going.map((remnant) => goingLine(cluster, remnant, nowMs)),
    ...kindsOf.map((kind) =>
      stayingLine(
        cluster,
        kind,
        staying.filter((one) => one.kind === kind),
      ),
    ),
    ...[...new Set(problems.map(({ problem }) => problem))].map((problem) => unknown('not seen', problem)),
  ];
};

const isGoing = ({ deleted }: Remnant): boolean => deleted !== '';

const goingLine = (cluster: Cluster, remnant: Remnant, nowMs: number): Line => {
  const { kind, namespace, name, deleted, finalizers, reasons } = remnant;
  const known = finalizers.map((one): Finalizer | undefined => finalizerOf(one));
  const waits = [...finalizers.map((one, at) => known[at]?.waits ?? `whoever set the finalizer ${one}`), ...reasons];
  const place = kubectlWords({ ...cluster, namespace: namespace === '' ? name : namespace });
  return failed(
    kind,
    `${placed(remnant)} was deleted ${ago(deleted, nowMs)}${waits.length === 0 ? '' : ` and waits for ${waits.join('; ')}`}`,
    known.find((one) => one?.next !== undefined)?.next?.(place, name),
  );
};

const stayingLine = (cluster: Cluster, kind: string, objects: readonly Remnant[]): Line => {
  const words = objects.map(placed).join(', ');
  return objects.every(({ kept }) => kept)
    ? warning(
        kind,
        `${words}: kept, since deletionPolicy was Retain`,
        kind === 'Namespace' ? throwAway(cluster, objects) : undefined,
      )
    : failed(kind, `${words}: nobody deleted it`, kind === 'Namespace' ? throwAway(cluster, objects) : undefined);
};

const throwAway = ({ context }: Cluster, objects: readonly Remnant[]): string =>
  `to delete the data as well: kubectl delete namespace ${objects.map(({ name }) => name).join(' ')}${context === '' ? '' : ` --context ${context}`}`;

const placed = ({ namespace, name }: Remnant): string => (namespace === '' ? name : `${namespace}/${name}`);
