import type { Environment, VdbEnvironment } from '../defaults/environment';
import type { Manifest } from '../manifest';
import { names } from './names';

type Annotations = Readonly<Record<string, string>>;

/**
 * What Argo CD is told about one of our objects: when it is applied, and what is never taken away. Why each: docs/adr/0016. Maps are
 * frozen and shared, so that they are printed once; an object without a word is in wave 0 and goes when its file goes.
 */
export const argocdAnnotations = (env: Environment): ((manifest: Manifest) => Annotations | undefined) => {
  const byObject = new Map(rows(env));
  return ({ apiVersion, kind, metadata }) =>
    byObject.get(`${kind}/${metadata.name}`) ?? byKind(env, apiVersion.startsWith(actionGroup) ? 'action' : kind);
};

const actionGroup = 'actions.delphix.com/';

/**
 * Argo CD waits for an earlier wave until it is healthy, and takes no further commit meanwhile; for the last one it does not wait. So there
 * is one wave before that of everything else, of kinds that have no health: what stands before a Pod. Within a wave Argo CD has an order of
 * kinds, and what a Pod needs beyond that the Pod itself waits for, as for the Secret that the Job of credentials makes.
 */
const before = -1;
const kindsBefore: ReadonlySet<string> = new Set([
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Role',
  'RoleBinding',
]);

/**
 * `kept`: without it the database does not run, and no value takes it away. `keptQuietly`: a value may take it away, and then Argo CD must
 * neither delete it nor call the Application out of sync for ever. `keptWithApplication`: goes when its file goes, but not with the
 * Application. `neverPruned`: goes with the Application only. Source: Argo CD docs, sync options and compare options.
 */
type Guard = 'kept' | 'keptQuietly' | 'keptWithApplication' | 'neverPruned' | 'none';

const sync = 'argocd.argoproj.io/sync-options';
const compare = 'argocd.argoproj.io/compare-options';
const quietly = { [compare]: 'IgnoreExtraneous' };
const guards: Readonly<Record<Guard, Annotations>> = {
  kept: { [sync]: 'Prune=false,Delete=false' },
  keptQuietly: { [sync]: 'Prune=false,Delete=false', ...quietly },
  keptWithApplication: { [sync]: 'Delete=false' },
  neverPruned: { [sync]: 'Prune=false', ...quietly },
  none: {},
};

const byKind = ({ deletionPolicy }: Environment, kind: string): Annotations | undefined => {
  const retain = deletionPolicy === 'Retain';
  // Also under Delete: a claim that is still mounted does not go, and Argo CD would wait for it before it changes what mounts it.
  if (kind === 'PersistentVolumeClaim') return combined(0, retain ? 'keptQuietly' : 'neverPruned');
  if (kind === 'Namespace') return combined(before, retain ? 'keptQuietly' : 'none');
  // Its controller deletes the Secret with it.
  if (kind === 'SealedSecret') return combined(0, retain ? 'keptQuietly' : 'none');
  // Its finalizer deletes the copy. A value may take it away, by another name.
  if (kind === 'PostgresVDB') return combined(0, retain ? 'keptQuietly' : 'none');
  // An action that went and came back would be done again: docs/adr/0018.
  if (kind === 'action') return combined(0, retain ? 'keptQuietly' : 'neverPruned');
  if (kind === 'ExternalSecret' || kind === 'Certificate') return combined(0, retain ? 'keptWithApplication' : 'none');
  return kindsBefore.has(kind) ? combined(before) : undefined;
};

/** Objects that are not like the others of their kind. */
const rows = (env: Environment): readonly (readonly [string, Annotations | undefined])[] => {
  const retain = env.deletionPolicy === 'Retain';
  const row: Row = (object, wave, guard) => [object, combined(wave, retain ? guard : 'none')];
  const { name } = env;
  return [
    row(`StatefulSet/${name}`, 0, 'kept'),
    row(`Service/${name}`, 0, 'kept'),
    row(`Service/${names.headless(env)}`, 0, 'kept'),
    row(`ServiceAccount/${name}`, before, 'kept'),
    // Without the first nobody gets in, without the second everybody.
    row(`NetworkPolicy/${name}-database`, before, 'kept'),
    row(`NetworkPolicy/${name}-default-deny`, before, 'kept'),
    row(`ConfigMap/${names.configuration(env)}`, 0, 'kept'),
    row(`ConfigMap/${names.scripts(env)}`, 0, 'kept'),
    row(`ConfigMap/${names.backup(env)}`, 0, 'keptWithApplication'),
    row(`ConfigMap/${names.repositoryCa(env)}`, 0, 'keptWithApplication'),
    row(`ConfigMap/${names.bootstrap(env)}`, 0, 'keptWithApplication'),
    row(`ConfigMap/${names.initSql(env)}`, 0, 'keptWithApplication'),
    row(`Service/${names.public(env)}`, 0, 'keptWithApplication'),
    ...(env.kind === 'vdb' ? vdbRows(env, row) : []),
  ];
};

type Row = (object: string, wave: number, guard: Guard) => readonly [string, Annotations | undefined];

/** Without these policies nobody reaches a VDB, or everybody. */
const vdbRows = (env: VdbEnvironment, row: Row) => [
  row(`NetworkPolicy/${env.name}-operator`, before, 'kept'),
  ...env.vdbs.flatMap((vdb) => [
    row(`NetworkPolicy/${vdb.name}-vdb`, before, 'keptQuietly'),
    row(`Service/${names.public(vdb)}`, 0, 'keptWithApplication'),
  ]),
];

/** One frozen map for each pair. */
const combined = (wave: number, guard: Guard = 'none'): Annotations | undefined => {
  if (wave === 0 && guard === 'none') return undefined;
  const key = `${wave} ${guard}`;
  const known = pairs.get(key);
  if (known !== undefined) return known;
  const annotations = Object.freeze({
    ...(wave === 0 ? {} : { 'argocd.argoproj.io/sync-wave': String(wave) }),
    ...guards[guard],
  });
  pairs.set(key, annotations);
  return annotations;
};

const pairs = new Map<string, Annotations>();
