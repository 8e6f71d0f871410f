import { find, isProblem, type KubernetesObject, type Problem } from '../kubectl';
import { failed, type Line, ok, unknown, warning } from './line';
import { type Place, type Row, statusOf } from './place';

const name = 'Application';

interface ApplicationStatus {
  readonly sync: { readonly status?: string; readonly revision?: string };
  readonly health: { readonly status?: string };
  readonly operationState: { readonly phase?: string; readonly message?: string };
  readonly conditions: readonly { readonly type: string; readonly message?: string }[];
}

/** What Argo CD says, where there is one. */
export const application: Row = async (place) => {
  const namespace = place.argocd?.namespace ?? 'argocd';
  const argocd = { namespace, context: place.argocdContext };
  return [judgeApplication(place, await find(argocd, 'applications.argoproj.io', place.env.id))];
};

export const judgeApplication = (
  { env, argocd, argocdContext, cluster }: Place,
  found: KubernetesObject | undefined | Problem,
): Line => {
  // Argo CD may run in another cluster, and only the name that it has for this one is known.
  const here = env.cluster === 'in-cluster' || argocdContext !== cluster.context;
  const elsewhere = `cluster is ${env.cluster}: the Argo CD of it is looked at with --argocd-context`;
  if (isProblem(found)) {
    if (found.cause !== 'unknown-kind') return unknown(name, found.problem);
    if (argocd === undefined) return ok(name, 'none, and environments/defaults.yaml asks for none');
    return here ? warning(name, `no Argo CD here: dist/${env.id} is applied by hand`) : unknown(name, elsewhere);
  }
  if (found !== undefined) return judgeState(argocd?.namespace ?? 'argocd', env.id, found);
  if (argocd === undefined) return ok(name, 'none, and environments/defaults.yaml asks for none');
  if (!here) return unknown(name, elsewhere);
  return failed(
    name,
    `Argo CD has no Application ${env.id}: is it merged, and is dist/argocd applied?`,
    `kubectl -n ${argocd.namespace} describe applicationset ${argocd.project}`,
  );
};

const judgeState = (namespace: string, id: string, found: KubernetesObject): Line => {
  const { sync = {}, health = {}, operationState = {}, conditions = [] } = statusOf<ApplicationStatus>(found);
  const state = `${sync.status ?? 'Unknown'}, ${health.status ?? 'Unknown'}`;
  const words = sync.revision === undefined ? state : `${state}, at ${sync.revision.slice(0, 8)}`;
  const next = `kubectl -n ${namespace} describe application ${id}`;
  const trouble = [
    ...conditions.filter(({ type }) => type.endsWith('Error')).map(({ message }) => message ?? ''),
    ...(['Failed', 'Error'].includes(operationState.phase ?? '') ? [operationState.message ?? ''] : []),
  ];
  if (found.metadata.deletionTimestamp !== undefined) return failed(name, `IS BEING DELETED (${words})`, next);
  if (trouble.length > 0) return failed(name, `${words}: ${trouble[0]}`, next);
  if (sync.status === 'Synced' && health.status === 'Healthy') return ok(name, words);
  // An environment whose CronJobs sleep.
  if (sync.status === 'Synced' && health.status === 'Suspended') return ok(name, words);
  return failed(name, words, next);
};
