import type { DatabaseEnvironment } from '../../defaults/environment';
import { find, type KubernetesObject, kubectlWords, list } from '../kubectl';
import { conditionsOf, containersOf, obstacleOf, stateWords, waitingOf } from '../pod-state';
import { failed, type Line, ok, warning } from './line';
import { ago, judged, labelled, nameOf, type Place, type Row, specOf, statusOf } from './place';

type DatabasePlace = Place<DatabaseEnvironment>;

interface StatefulSetStatus {
  readonly observedGeneration: number;
  readonly readyReplicas: number;
  readonly currentRevision: string;
  readonly updateRevision: string;
}

export const workload: Row<DatabaseEnvironment> = async (place) => [
  judged('workload', await find(place.cluster, 'statefulset', place.env.name), (found) => judgeWorkload(place, found)),
];

export const judgeWorkload = ({ env, cluster }: DatabasePlace, found: KubernetesObject | undefined): Line => {
  const name = 'workload';
  if (found === undefined)
    return failed(
      name,
      `there is no StatefulSet ${env.name}`,
      `kubectl apply -f dist/${env.id}, or the sync of Argo CD`,
    );
  const { replicas = 1 } = specOf<{ readonly replicas: number }>(found);
  const { observedGeneration, readyReplicas = 0, currentRevision, updateRevision } = statusOf<StatefulSetStatus>(found);
  const next = `${kubectlWords(cluster)} describe statefulset ${env.name}`;
  const words = `StatefulSet ${env.name}: ${readyReplicas} of ${replicas} ready`;
  if (env.suspended !== (replicas === 0))
    return failed(
      name,
      `${words}, and values.yaml says suspended: ${env.suspended}: it is not applied yet`,
      `kubectl apply -f dist/${env.id}, or the sync of Argo CD`,
    );
  if (replicas === 0) return ok(name, `StatefulSet ${env.name} is suspended`);
  if (observedGeneration !== found.metadata.generation)
    return failed(name, `${words}, and its newest change is not seen yet`, next);
  if (readyReplicas < replicas) return failed(name, words, next);
  return currentRevision === updateRevision ? ok(name, words) : failed(name, `${words}, and its Pod is replaced`, next);
};

export const pods: Row<DatabaseEnvironment> = async (place) => {
  const selector = `${labelled(place.env.id)},app.kubernetes.io/component=database`;
  return [judged('Pods', await list(place.cluster, 'pod', selector), (found) => judgePods(place, found))];
};

export const judgePods = ({ env, cluster, nowMs }: DatabasePlace, found: readonly KubernetesObject[]): Line => {
  const name = 'Pods';
  const [pod] = found;
  if (env.suspended)
    return pod === undefined
      ? ok(name, 'none: it is suspended')
      : failed(name, `${nameOf(pod)} still stops`, `${kubectlWords(cluster)} describe pod ${nameOf(pod)}`);
  if (pod === undefined)
    return failed(name, 'there is none', `${kubectlWords(cluster)} describe statefulset ${env.name}`);
  const describe = `${kubectlWords(cluster)} describe pod ${nameOf(pod)}`;
  if (pod.metadata.deletionTimestamp !== undefined) return failed(name, `${nameOf(pod)} stops`, describe);
  const ready = conditionsOf(pod).some(({ type, status }) => type === 'Ready' && status === 'True');
  if (!ready) return notReady(env.id, pod, describe);
  const restarts = containersOf(pod).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  const last = containersOf(pod)
    .filter(({ lastState }) => lastState?.terminated !== undefined)
    .sort((a, b) => finished(b).localeCompare(finished(a)))[0];
  const { nodeName = '' } = specOf<{ readonly nodeName: string }>(pod);
  const words = `${nameOf(pod)} is Ready on ${nodeName}`;
  if (last === undefined) return ok(name, `${words}, ${restarts} restarts`);
  const { reason, exitCode } = last.lastState?.terminated ?? {};
  const told = `${words}, ${restarts} restarts: ${last.name} ended ${ago(finished(last), nowMs)} (${reason ?? ''}, exit ${exitCode ?? '?'})`;
  return nowMs - Date.parse(finished(last)) < hour
    ? warning(name, told, `pgfleet logs ${env.id} --container ${last.name} --previous`)
    : ok(name, told);
};

const hour = 3_600_000;

const finished = ({ lastState }: ReturnType<typeof containersOf>[number]): string =>
  lastState?.terminated?.finishedAt ?? '';

const notReady = (id: string, pod: KubernetesObject, describe: string): Line => {
  const name = 'Pods';
  const obstacle = obstacleOf(pod);
  const waiting = waitingOf(pod);
  if (waiting !== undefined && (waiting.restartCount ?? 0) > 0)
    return failed(
      name,
      `${nameOf(pod)} is not Ready: ${waiting.name}: ${stateWords(waiting)}`,
      `pgfleet logs ${id} --container ${waiting.name} --previous`,
    );
  if (obstacle !== '') return failed(name, `${nameOf(pod)} is not Ready: ${obstacle}`, describe);
  const slow = containersOf(pod).find(({ ready, state }) => ready === false && state?.terminated === undefined);
  return slow?.name === undefined
    ? failed(name, `${nameOf(pod)} is not Ready`, describe)
    : failed(
        name,
        `${nameOf(pod)} is not Ready: ${slow.name} has not begun or is not ready`,
        `pgfleet logs ${id} --container ${slow.name}`,
      );
};
