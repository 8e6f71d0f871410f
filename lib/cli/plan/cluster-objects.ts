import { guardAnnotations, type LiveClaim, type LiveFacts } from '../../plan/live';
import type { LiveObject } from '../../plan/live-questions';
import { ask, type Cluster, find, isProblem, type KubernetesObject, type Problem } from '../kubectl';
import { specOf, statusOf } from '../status/place';

type Known = <T extends object>(answer: Promise<T | undefined | Problem>) => Promise<T | undefined>;

interface ClaimSpec {
  readonly storageClassName: string;
  readonly volumeName: string;
  readonly resources: { readonly requests?: { readonly storage?: string } };
}

/** A claim, and where it goes also what becomes of its volume. */
export const claimAt = async (
  cluster: Cluster,
  { name, volume }: { readonly name: string; readonly volume: boolean },
  known: Known,
): Promise<LiveClaim | undefined> => {
  const claim = await known<KubernetesObject>(find(cluster, 'persistentvolumeclaim', name));
  if (claim === undefined) return undefined;
  const { storageClassName: storageClass, volumeName, resources } = specOf<ClaimSpec>(claim);
  const size = resources?.requests?.storage;
  const object =
    volume && volumeName !== undefined
      ? await known<KubernetesObject>(find(cluster, 'persistentvolume', volumeName))
      : undefined;
  const reclaimPolicy =
    object && specOf<{ readonly persistentVolumeReclaimPolicy: string }>(object).persistentVolumeReclaimPolicy;
  return {
    bound: statusOf<{ readonly phase: string }>(claim).phase === 'Bound',
    ...(size === undefined ? {} : { size }),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(reclaimPolicy === undefined ? {} : { reclaimPolicy }),
  };
};

const row = `{{define "row"}}{{.metadata.name}}{{range $key, $value := .metadata.annotations}}${guardAnnotations
  .map((name) => `{{if eq $key "${name}"}}{{printf "\\t%s\\t%q" $key $value}}{{end}}`)
  .join('')}{{end}}{{"\\n"}}{{end}}`;

/** kubectl prints a list for several objects, and for one the object. Nothing else of them leaves kubectl: some are Secrets. */
const template = `go-template=${row}{{if .items}}{{range .items}}{{template "row" .}}{{end}}{{else}}{{template "row" .}}{{end}}`;

/** The guards on objects of one kind in one namespace. */
export const guardsAt = async (
  cluster: Cluster,
  objects: readonly LiveObject[],
): Promise<LiveFacts['guards'] | Problem> => {
  const [first] = objects;
  if (first === undefined) return {};
  const group = first.apiVersion.includes('/') ? `.${first.apiVersion.split('/')[0]}` : '';
  const names = objects.map(({ name }) => name);
  const kind = `${first.kind.toLowerCase()}${group}`;
  const answer = await ask(cluster, ['get', kind, ...names, '--ignore-not-found', '-o', template]);
  if (isProblem(answer)) return answer;
  const rows = new Map((answer as string).split('\n').map((line) => [line.split('\t')[0], line] as const));
  return Object.fromEntries(
    objects.flatMap(({ name, identity }) => {
      const line = rows.get(name);
      return line === undefined ? [] : [[identity, annotationsIn(line)] as const];
    }),
  );
};

/** Of `name`, and then a tab before each key and each quoted value. */
const annotationsIn = (line: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    guardAnnotations.flatMap((key) => {
      const parts = line.split('\t');
      const at = parts.indexOf(key, 1);
      return at < 0 ? [] : [[key, (parts[at + 1] ?? '').slice(1, -1)] as const];
    }),
  );
