import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../../lib/manifest';
import type { RiskClass } from '../../lib/plan/change';
import { rendered } from './corpus-environment';

/** What a cluster does with a change, worst last. The words are those of the risk classes that can be seen there. */
export const happenings = [
  'none',
  'in-place',
  'not-picked-up',
  'restart',
  'refused',
  'start-fails',
  'data-loss',
] as const;
export type Happening = (typeof happenings)[number];

export const worst = (all: readonly Happening[]): Happening =>
  all.reduce((most, one) => (happenings.indexOf(one) > happenings.indexOf(most) ? one : most), 'none');

/** Objects of one name, before and after a merge. */
export interface Pair {
  readonly id: string;
  readonly what: string;
  readonly before: readonly Manifest[];
  readonly after: readonly Manifest[];
  /** A further merge, or Pods that are made anew: what the change leads to. */
  readonly later?: readonly Manifest[] | 'restart';
  /** Pods must run for the verdict; otherwise the cluster lets none begin. */
  readonly runs: boolean;
  /** A namespace that no other pair is in: its objects reach beyond the pair. */
  readonly own: boolean;
  /** Printed in a Pod before and after: does it read the new value? */
  readonly sees?: readonly string[];
  /** The value that the Pod reads must stay as it is. */
  readonly same: boolean;
  /** What a real cluster did; test/cluster/plan-accuracy.test.ts looks again. */
  readonly happens: Happening;
  /** What is rightly said of the change though nothing in a cluster shows it: who may connect, or what an operator will do. */
  readonly judged?: RiskClass;
  /** What decides and stands in no manifest: plan must say that it does not know. */
  readonly hidden?: string;
}

type Json = unknown;
type Patch = Readonly<Record<string, Json>>;
type Patches = Readonly<Record<string, Patch | null>>;

/** One entry of a file of the corpus. A patch names paths; null takes away. */
interface ObjectsEntry extends EntryBase {
  readonly before: readonly (string | Readonly<Record<string, Patch>>)[];
  readonly after?: Patches;
  /** These are the same after the change, but for the order of their keys. */
  readonly reversed?: readonly string[];
  readonly later?: Patches | 'restart';
}

/** The same as values.yaml: what is rendered from it is compared. */
interface ValuesEntry extends EntryBase {
  /** Name of the values that it begins with. */
  readonly environment: string;
  readonly start?: Patch;
  readonly after?: Patch;
  /** Another name of the directory afterwards. */
  readonly renamed?: string;
  readonly removed?: boolean;
}

interface EntryBase extends Partial<Pick<Pair, 'runs' | 'own' | 'sees' | 'same' | 'judged' | 'hidden'>> {
  readonly id: string;
  readonly what: string;
  readonly happens: Happening;
}

type Entry = ObjectsEntry | ValuesEntry;

type Bases = Readonly<Record<string, Manifest>>;

/** The namespace of all objects here; the cluster tier gives them others. */
export const corpusNamespace = 'orders';

const folder = join(__dirname, 'corpus');
const read = <T>(file: string): T => parse(readFileSync(join(folder, file), 'utf8'), { merge: true }) as T;

const clusterScoped = new Set([
  ...['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'IngressClass', 'StorageClass'],
  ...['VolumeAttributesClass', 'PriorityClass', 'PersistentVolume'],
]);
export const isClusterScoped = ({ kind }: Manifest): boolean => clusterScoped.has(kind);

/** All pairs, by file and in the order that they stand in. */
export const corpus = (): readonly Pair[] => {
  const bases = read<Bases>('bases.yaml');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'bases.yaml')
    .sort()
    .flatMap((file) => read<readonly Entry[]>(file).map((entry) => pairOf(bases, entry)));
};

const pairOf = (bases: Bases, entry: Entry): Pair => {
  const { id, what, runs = false, own = false, same = false, sees, judged, hidden, happens } = entry;
  return {
    ...{ id, what, runs, own, same, happens },
    ...('environment' in entry ? ofValues(bases, entry) : ofObjects(bases, entry)),
    ...(sees === undefined ? {} : { sees }),
    ...(judged === undefined ? {} : { judged }),
    ...(hidden === undefined ? {} : { hidden }),
  };
};

type Sides = Pick<Pair, 'before' | 'after' | 'later'>;

const ofValues = (bases: Bases, { id, environment, start = {}, after = {}, renamed, removed }: ValuesEntry): Sides => {
  const base = bases[environment];
  if (base === undefined) throw new Error(`${id}: bases.yaml has no ${environment}`);
  const first = patched(base, start);
  const last = patched(first, after);
  return {
    before: rendered(corpusNamespace, first),
    after: removed === true ? [] : rendered(renamed ?? corpusNamespace, last),
  };
};

type Objects = ReadonlyMap<string, Manifest>;

const ofObjects = (bases: Bases, entry: ObjectsEntry): Sides => {
  const base = (name: string): Manifest => {
    const found = bases[name];
    if (found === undefined) throw new Error(`${entry.id}: bases.yaml has no ${name}`);
    return found;
  };
  const merge = (objects: Objects, patches: Patches): Objects => {
    const merged = new Map(objects);
    for (const [name, patch] of Object.entries(patches))
      if (patch === null) merged.delete(name);
      else merged.set(name, patched(merged.get(name) ?? placed(base(name)), patch));
    return merged;
  };
  const parts = entry.before.flatMap((part) =>
    typeof part === 'string' ? [[part, {}] as const] : Object.entries(part),
  );
  const before = merge(new Map(), Object.fromEntries(parts));
  const after = new Map(
    [...merge(before, entry.after ?? {})].map(([name, object]) => [
      name,
      entry.reversed?.includes(name) === true ? (reversed(object) as Manifest) : object,
    ]),
  );
  const later = typeof entry.later === 'object' ? [...merge(after, entry.later).values()] : entry.later;
  return {
    ...{ before: [...before.values()], after: [...after.values()] },
    ...(later === undefined ? {} : { later }),
  };
};

const placed = (manifest: Manifest): Manifest =>
  isClusterScoped(manifest)
    ? manifest
    : { ...manifest, metadata: { ...manifest.metadata, namespace: corpusNamespace } };

const patched = (manifest: Manifest, patch: Patch): Manifest =>
  Object.entries(patch).reduce<Json>(
    (object, [path, value]) => set(object, segments(path), value),
    manifest,
  ) as Manifest;

/** `a.b[0].c[with.dots/and-slashes]` */
const segments = (path: string): readonly string[] =>
  [...path.matchAll(/\[([^\]]+)\]|([^.[\]]+)/g)].map(([, bracket, plain]) => bracket ?? plain ?? '');

const set = (into: Json, [first, ...rest]: readonly string[], value: Json): Json => {
  if (first === undefined) return value;
  if (Array.isArray(into)) return into.map((item, index) => (String(index) === first ? set(item, rest, value) : item));
  const { [first]: old, ...others } = (into ?? {}) as Readonly<Record<string, Json>>;
  // A patch of the whole object, as of data, takes the place that the field had.
  if (rest.length === 0 && value === null) return others;
  return { ...((into ?? {}) as object), [first]: set(old, rest, value) };
};

/** The same object with every map the other way round. */
const reversed = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};
