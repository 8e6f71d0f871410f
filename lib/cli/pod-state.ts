import type { KubernetesObject } from './kubectl';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly finishedAt?: string };
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly Condition[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

export const conditionsOf = ({ status }: KubernetesObject): readonly Condition[] =>
  (status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];

/** Those that run before come first: while one of them cannot start, the others only say that they wait for it. */
export const containersOf = (pod: KubernetesObject | undefined): readonly ContainerStatus[] => {
  const status = pod?.status as PodStatus | undefined;
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
};

export const phaseOf = (pod: KubernetesObject | undefined): string =>
  (pod?.status as PodStatus | undefined)?.phase ?? '';

/** Why a Pod does not run, as far as Kubernetes says; empty: it runs, or has just begun. */
export const obstacleOf = (pod: KubernetesObject | undefined): string => {
  if (pod === undefined || phaseOf(pod) !== 'Pending') return '';
  const unplaced = conditionsOf(pod).find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unplaced !== undefined) return `the Pod finds no node: ${unplaced.message ?? unplaced.reason ?? ''}`;
  const waiting = waitingOf(pod);
  return waiting === undefined ? '' : `the Pod waits: ${stateWords(waiting)}`;
};

/** The first container that cannot go on. */
export const waitingOf = (pod: KubernetesObject): ContainerStatus | undefined =>
  containersOf(pod).find(({ state }) => state?.waiting !== undefined && !starting.includes(state.waiting.reason ?? ''));

export const stateWords = ({ state }: ContainerStatus): string =>
  `${state?.waiting?.reason ?? ''} ${state?.waiting?.message ?? ''}`.trim();

const starting: readonly string[] = ['ContainerCreating', 'PodInitializing'];

/** What ended a container, where it did not end by itself: a script that is killed says nothing. */
export const violenceOf = (pod: KubernetesObject | undefined): string => {
  const killed = containersOf(pod).find(({ state }) => !own.includes(state?.terminated?.reason ?? 'Completed'));
  return killed === undefined
    ? ''
    : `the container ${killed.name ?? ''} was ended: ${killed.state?.terminated?.reason}`;
};

const own: readonly string[] = ['Completed', 'Error'];
