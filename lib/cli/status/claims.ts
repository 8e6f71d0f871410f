import type { Environment } from '../../defaults/environment';
import { type KubernetesObject, kubectlWords, list } from '../kubectl';
import { conditionsOf } from '../pod-state';
import { jobBases } from './job-kinds';
import { failed, type Line, ok, warning } from './line';
import { judged, labelled, nameOf, type Place, type Row, specOf, statusOf } from './place';

export const claims: Row = async (place) => {
  const wanted = claimNames(place.env);
  if (wanted.length === 0) return place.env.kind === 'database' ? [ok('claims', 'none: its storage is ephemeral')] : [];
  const found = await list(place.cluster, 'persistentvolumeclaim', labelled(place.env.id));
  return [judged('claims', found, (all) => judgeClaims(place, wanted, all))];
};

/** Claims without which something of the environment does not work. */
export const claimNames = (env: Environment): readonly string[] => {
  const kept = env.checks.level !== 'none' && env.checks.report !== undefined;
  const reports = kept ? jobBases(env).map((base) => `${base}-reports`) : [];
  if (env.kind !== 'database') return reports;
  const { storage, generation } = env.database;
  const volume = env.backup.method !== 'none' && env.backup.repositories.some(({ type }) => type === 'volume');
  return [
    ...(storage.ephemeral ? [] : [`${env.name}-data-${generation}`]),
    ...(storage.walSize === undefined ? [] : [`${env.name}-wal-${generation}`]),
    ...(volume ? [`${env.name}-repository`] : []),
    ...reports,
  ];
};

export const judgeClaims = (
  { env, cluster }: Place,
  wanted: readonly string[],
  found: readonly KubernetesObject[],
): Line => {
  const name = 'claims';
  const absent = wanted.filter((one) => !found.some((claim) => nameOf(claim) === one));
  if (absent.length > 0)
    return failed(name, `there is no ${absent.join(', ')}`, `kubectl apply -f dist/${env.id}, or the sync of Argo CD`);
  const ours = found.filter((claim) => wanted.includes(nameOf(claim)));
  const unbound = ours.find((claim) => phase(claim) !== 'Bound');
  if (unbound !== undefined) {
    const words = `${nameOf(unbound)} is ${phase(unbound) || 'new'}`;
    const next = `${kubectlWords(cluster)} describe pvc ${nameOf(unbound)}`;
    // Many classes make a volume only for a Pod, and there is none.
    return env.suspended ? warning(name, `${words}: it is suspended`, next) : failed(name, words, next);
  }
  const going = ours.find(({ metadata }) => metadata.deletionTimestamp !== undefined);
  if (going !== undefined)
    return failed(
      name,
      `${nameOf(going)} IS BEING DELETED, and goes with the last Pod that uses it`,
      `${kubectlWords(cluster)} get pvc ${nameOf(going)} -o yaml`,
    );
  const kept = found.filter((claim) => !ours.includes(claim)).map(nameOf);
  const words = `${ours.map(sizeWords).join(', ')}${kept.length === 0 ? '' : `; kept beside them: ${kept.join(', ')}`}`;
  const growing = ours.find((claim) => conditionsOf(claim).some(({ status }) => status === 'True'));
  return growing === undefined
    ? ok(name, words)
    : warning(name, `${words}; ${resizing(growing)}`, `${kubectlWords(cluster)} describe pvc ${nameOf(growing)}`);
};

interface ClaimStatus {
  readonly phase: string;
  readonly capacity: { readonly storage?: string };
}

const phase = (claim: KubernetesObject): string => statusOf<ClaimStatus>(claim).phase ?? '';

const sizeWords = (claim: KubernetesObject): string => {
  const capacity = statusOf<ClaimStatus>(claim).capacity?.storage ?? '?';
  const { storageClassName } = specOf<{ readonly storageClassName: string }>(claim);
  return `${nameOf(claim)} ${capacity}${storageClassName === undefined ? '' : ` (${storageClassName})`}`;
};

const resizing = (claim: KubernetesObject): string =>
  `${nameOf(claim)}: ${conditionsOf(claim)
    .filter(({ status }) => status === 'True')
    .map(({ type }) => type)
    .join(', ')}`;
