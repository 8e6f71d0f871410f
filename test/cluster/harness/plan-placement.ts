import type { Manifest } from '../../../lib/manifest';
import { corpusNamespace, type Pair } from '../../plan/corpus';

/** Objects of a pair under a name that nobody else in the cluster has. */
export interface Placed {
  readonly pair: Pair;
  /** Part of the name of every object of the pair, and of every Pod and claim that comes of it. */
  readonly token: string;
  /** Where its objects are. */
  readonly namespaces: readonly string[];
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
  readonly later: readonly Manifest[] | 'restart' | undefined;
}

/** Where the pairs of a run go: those with Pods, and those whose namespace lets no Pod begin. */
export interface Namespaces {
  readonly running: string;
  readonly quiet: string;
  readonly own: (token: string) => string;
}

/** «orders» stands in the names and labels of the corpus; here each pair has its own word for it. */
export const place = (pair: Pair, index: number, suffix: string, namespaces: Namespaces): Placed => {
  const token = `o${index}x${suffix}`;
  const bringsNamespace = pair.before.some(({ kind }) => kind === 'Namespace');
  const shared = pair.runs ? namespaces.running : namespaces.quiet;
  const namespace = bringsNamespace ? token : pair.own ? namespaces.own(token) : shared;
  const placed = (manifests: readonly Manifest[]): readonly Manifest[] =>
    manifests.map((manifest) => {
      const renamed = JSON.parse(JSON.stringify(manifest).replaceAll(corpusNamespace, token)) as Manifest;
      // An environment brings a namespace of its own.
      return renamed.metadata.namespace === token
        ? { ...renamed, metadata: { ...renamed.metadata, namespace } }
        : renamed;
    });
  const [before, after] = relevant(placed(pair.before), placed(pair.after));
  return {
    ...{ pair, token, before, after },
    namespaces: [...new Set([...before, ...after].flatMap(({ metadata }) => metadata.namespace ?? []))],
    later: typeof pair.later === 'object' ? placed(pair.later) : pair.later,
  };
};

/** Of a whole environment: what changes, what holds data, and what runs on it. The rest would only be sent to and fro. */
const relevant = (
  before: readonly Manifest[],
  after: readonly Manifest[],
): readonly [readonly Manifest[], readonly Manifest[]] => {
  const same = new Set(before.map((manifest) => JSON.stringify(manifest)));
  const left = new Set(after.map((manifest) => JSON.stringify(manifest)).filter((text) => same.has(text)));
  const matters = (manifest: Manifest): boolean =>
    environmentOf(manifest) === undefined ||
    ['Namespace', 'PersistentVolumeClaim', 'StatefulSet'].includes(manifest.kind) ||
    manifest.metadata.name === recordName ||
    !left.has(JSON.stringify(manifest));
  return [before.filter(matters), after.filter(matters)];
};

const identity = ({ apiVersion, kind, metadata }: Manifest): string =>
  [apiVersion.replace(/\/?[^/]*$/, ''), kind, metadata.namespace ?? '', metadata.name].join('/');

const recordName = 'pgfleet-environment';
const environmentOf = ({ metadata }: Manifest): string | undefined => metadata.labels?.['pgfleet.dev/environment'];

/** Directories that are gone as a whole and whose Application has no finalizer: their record says Retain, and nothing is deleted. */
const abandoned = (before: readonly Manifest[], after: readonly Manifest[]): ReadonlySet<string | undefined> => {
  const left = new Set(after.map(environmentOf));
  const records = before.filter(
    ({ metadata, data }) =>
      metadata.name === recordName && (data as Readonly<Record<string, string>>).deletionPolicy === 'Retain',
  );
  return new Set(records.map(environmentOf).filter((environment) => !left.has(environment)));
};

/** What goes when Git no longer has it: Argo CD leaves alone what says so. */
export const pruned = (before: readonly Manifest[], after: readonly Manifest[]): readonly Manifest[] => {
  const [kept, alone] = [new Set(after.map(identity)), abandoned(before, after)];
  return before.filter(
    (manifest) =>
      !kept.has(identity(manifest)) &&
      !(manifest.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').split(',').includes('Prune=false') &&
      !(environmentOf(manifest) !== undefined && alone.has(environmentOf(manifest))),
  );
};

/** Every object of the pairs once, to ask for. */
export const allObjects = (placed: readonly Placed[]): readonly Manifest[] => [
  ...new Map(
    placed
      .flatMap(({ before, after, later }) => [...before, ...after, ...(typeof later === 'object' ? later : [])])
      .map((manifest) => [identity(manifest), manifest]),
  ).values(),
];
