import type { Vdb, VdbEnvironment } from '../../defaults/environment';
import { find, isProblem, type KubernetesObject, kubectlWords } from '../kubectl';
import { conditionsOf } from '../pod-state';
import { failed, type Line, ok, unknown } from './line';
import { nameOf, type Place, type Row, specOf, statusOf, titled } from './place';

type VdbPlace = Place<VdbEnvironment>;

/** What the operator of Delphix says of each. */
export const vdbs: Row<VdbEnvironment> = (place) =>
  Promise.all(
    place.env.vdbs.map(async (vdb) => {
      const name = titled(place.env, 'PostgresVDB', vdb.name);
      const found = await find(place.cluster, 'postgresvdbs.core.delphix.com', vdb.name);
      if (!isProblem(found)) return judgeVdb(place, vdb, found);
      return found.cause === 'unknown-kind'
        ? failed(name, 'the operator of Delphix is not installed in this cluster', `pgfleet doctor ${place.env.id}`)
        : unknown(name, found.problem);
    }),
  );

interface VdbStatus {
  readonly observedGeneration: number;
  readonly phase: string;
  readonly message: string;
}

/**
 * The vendor publishes no list of states: what is known is what argocd/health/PostgresVDB.lua goes by, which says the same to Argo CD. What
 * is not known is on its way, with the operator's own words.
 */
export const judgeVdb = ({ env, cluster }: VdbPlace, vdb: Vdb, found: KubernetesObject | undefined): Line => {
  const name = titled(env, 'PostgresVDB', vdb.name);
  const apply = `kubectl apply -f dist/${env.id}, or the sync of Argo CD`;
  if (found === undefined) return failed(name, `there is no PostgresVDB ${vdb.name}`, apply);
  const next = `${kubectlWords(cluster)} describe postgresvdb ${vdb.name}`;
  if (found.metadata.deletionTimestamp !== undefined)
    return failed(name, `${nameOf(found)} IS BEING DELETED, which the operator does`, next);
  const { enabled = true } = specOf<{ readonly enabled: boolean }>(found);
  if (enabled !== vdb.enabled)
    return failed(name, `enabled is ${enabled} there and ${vdb.enabled} in values.yaml: it is not applied yet`, apply);
  const { observedGeneration, phase = '', message } = statusOf<VdbStatus>(found);
  if (observedGeneration !== undefined && observedGeneration < Number(found.metadata.generation))
    return failed(name, 'the operator has not seen the last change yet', next);
  const conditions = conditionsOf(found);
  const bad = conditions.find(({ type, status }) => failedStates.has(type) && status === 'True');
  if (bad !== undefined) return failed(name, words(bad.type, bad), next);
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (failedStates.has(phase)) return failed(name, words(phase, ready ?? { message }), next);
  if (!enabled) return ok(name, 'switched off: enabled is false');
  if (ready === undefined && phase === '')
    return failed(name, 'waits for the operator, which has said nothing yet', next);
  const well = ready === undefined ? runningPhases.has(phase) : ready.status === 'True';
  const said = words(phase === '' ? (well ? 'Ready' : 'not Ready') : phase, ready ?? { message });
  return well ? ok(name, said) : failed(name, said, next);
};

const failedStates: ReadonlySet<string> = new Set(['Failed', 'Error', 'Degraded', 'Stalled']);
const runningPhases: ReadonlySet<string> = new Set(['Running', 'Ready', 'Active']);

const words = (
  about: string,
  { reason, message }: { readonly reason?: string | undefined; readonly message?: string | undefined },
): string => [about, reason, message].filter((word) => word !== undefined && word !== '').join(': ');
