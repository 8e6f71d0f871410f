import { find, isProblem, type KubernetesObject } from '../kubectl';
import { failed, type Line, ok } from './line';
import { judged, type Place, type Row, statusOf } from './place';

/** The first question: without an answer to it there is none to the others. */
export const namespace: Row = async (place) => {
  const found = await find(place.cluster, 'namespace', place.cluster.namespace);
  return [
    isProblem(found) && found.cause !== 'forbidden'
      ? failed('cluster', found.problem)
      : judged('namespace', found, (one) => judgeNamespace(place, one)),
  ];
};

export const judgeNamespace = ({ env, cluster }: Place, found: KubernetesObject | undefined): Line => {
  const name = 'namespace';
  if (found === undefined) {
    const where = cluster.context === '' ? 'the cluster of the current context' : `the cluster of ${cluster.context}`;
    return failed(
      name,
      `${cluster.namespace} is not in ${where}`,
      env.namespace.create
        ? `kubectl apply -f dist/${env.id}, or the sync of Argo CD`
        : `kubectl create namespace ${cluster.namespace}`,
    );
  }
  return statusOf<{ readonly phase: string }>(found).phase === 'Terminating'
    ? failed(
        name,
        `${cluster.namespace} IS BEING DELETED, and what is in it as well`,
        `kubectl get namespace ${cluster.namespace} -o yaml`,
      )
    : ok(name, cluster.namespace);
};
