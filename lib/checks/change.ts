import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import { key, type Manifest } from '../manifest';
import { exactBytes } from '../quantities';
import { fieldsAt } from './pods';

/** The place of a setting in values.yaml. */
export type PlaceOf = (path: readonly string[]) => Pick<Diagnostic, 'file' | 'line' | 'column' | 'source'>;

const versionLabel = 'app.kubernetes.io/version';

const wayOut =
  'raise database.generation to start beside the old data on new claims, and load a dump or restore a backup there';

interface Use {
  /** The block with size and storageClass. */
  readonly path: readonly string[];
  readonly size: 'size' | 'walSize';
  readonly wayOut: string;
  /** What it holds is read by one major version only. */
  readonly data: boolean;
}

const database: Use = { path: ['database', 'storage'], size: 'size', wayOut, data: true };

/** What a claim is for, by the end of its name. Those without a generation in it are of every one, and of every major version. */
const uses: readonly (readonly [name: RegExp, use: Use])[] = [
  [/-wal-[0-9]+$/, { ...database, size: 'walSize' }],
  [
    /-repository$/,
    {
      path: ['backup', 'repository'],
      size: 'size',
      wayOut: 'set it back; a repository can move to another place, not its claim',
      data: false,
    },
  ],
  [
    /-reports$/,
    {
      path: ['checks', 'report'],
      size: 'size',
      wayOut: 'set it back, or delete the claim together with the reports that it keeps',
      data: false,
    },
  ],
];

const useOf = ({ metadata }: Manifest): Use => uses.find(([name]) => name.test(metadata.name))?.[1] ?? database;

/**
 * What the next manifests of an environment do to the claims of its previous ones that the API server would refuse, or that the data would
 * not survive. A claim of a new name (a raised generation) is a new volume and none of this.
 */
export const changeConflicts = (
  previous: readonly Manifest[],
  next: readonly Manifest[],
  placeOf: PlaceOf,
): Diagnostic[] => {
  const before = new Map(claims(previous).map((claim) => [key(claim), claim]));
  const pairs = claims(next).flatMap((after) => {
    const old = before.get(key(after));
    return old === undefined ? [] : [{ before: old, after }];
  });
  return sortDiagnostics([
    ...pairs.flatMap((pair) => [...shrinks(pair, placeOf), ...storageClassChanges(pair, placeOf)]),
    // Data and write-ahead log carry the same version: one report is enough.
    ...pairs.flatMap((pair) => majorChanges(pair, placeOf)).slice(0, 1),
  ]);
};

interface Pair {
  readonly before: Manifest;
  readonly after: Manifest;
}

const claims = (manifests: readonly Manifest[]): readonly Manifest[] =>
  manifests.filter(
    ({ kind, metadata }) =>
      kind === 'PersistentVolumeClaim' && metadata.labels?.['app.kubernetes.io/part-of'] === 'pgfleet',
  );

const shrinks = ({ before, after }: Pair, placeOf: PlaceOf): Diagnostic[] => {
  const [from, to] = [before, after].map((claim) => fieldsAt(claim, 'spec', 'resources', 'requests').storage);
  const [fromBytes, toBytes] = [exactBytes(String(from)), exactBytes(String(to))];
  if (fromBytes === undefined || toBytes === undefined || toBytes >= fromBytes) return [];
  const use = useOf(after);
  const message = `the claim ${after.metadata.name} shrinks from ${from} to ${to}, which Kubernetes refuses: ${use.wayOut}`;
  return [{ code: 'storage-shrinks', ...placeOf([...use.path, use.size]), message }];
};

const storageClassChanges = ({ before, after }: Pair, placeOf: PlaceOf): Diagnostic[] => {
  const [from, to] = [before, after].map((claim) => fieldsAt(claim, 'spec').storageClassName);
  if (from === to) return [];
  const words = (name: unknown): string => (name === undefined ? "the cluster's default" : `"${name}"`);
  const use = useOf(after);
  const message = `the StorageClass of the claim ${after.metadata.name} changes from ${words(from)} to ${words(to)}, which Kubernetes refuses: ${use.wayOut}`;
  return [{ code: 'resources', ...placeOf([...use.path, 'storageClass']), message }];
};

const majorChanges = ({ before, after }: Pair, placeOf: PlaceOf): Diagnostic[] => {
  const [from, to] = [before, after].map(({ metadata }) => metadata.labels?.[versionLabel]);
  if (from === undefined || to === undefined || from === to || !useOf(after).data) return [];
  const message = `PostgreSQL ${to} cannot read the data of PostgreSQL ${from} on the claim ${after.metadata.name}: ${wayOut}`;
  return [{ code: 'image', ...placeOf(['database', 'version']), message }];
};
