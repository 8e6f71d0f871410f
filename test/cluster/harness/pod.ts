import { find, kubectl, tryKubectl } from './kubectl';
import { waitFor, when } from './wait';

/** The few fields of a Pod that tests look at. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime: string;
    }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly restartCount: number;
  readonly state: {
    readonly running?: { readonly startedAt: string };
    readonly waiting?: { readonly reason: string; readonly message?: string };
    readonly terminated?: { readonly exitCode: number; readonly finishedAt: string };
  };
}

export const isReady = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp === undefined &&
  (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');

export const containerOf = (pod: Pod, name: string): ContainerStatus => {
  const all = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const found = all.find((status) => status.name === name);
  if (found === undefined) throw new Error(`Pod ${pod.metadata.name} has no container ${name} yet`);
  return found;
};

/** Sum of the restarts of all containers. */
export const restarts = (pod: Pod): number =>
  (pod.status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);

/** Waits until a Pod of that name is Ready; with `otherThan`, one of another uid. */
export const waitForReady = (namespace: string, name: string, seconds = 180, otherThan = ''): Promise<Pod> =>
  waitFor(`Pod ${namespace}/${name} to be Ready`, seconds, async () => {
    const pod = await find<Pod>(namespace, 'pod', name);
    return pod !== undefined && isReady(pod) && pod.metadata.uid !== otherThan ? pod : undefined;
  });

/** Waits until a Pod is gone; one of the same name and another uid counts as gone. */
export const waitForGone = (namespace: string, name: string, uid: string, seconds: number): Promise<true> =>
  waitFor(`Pod ${namespace}/${name} to be gone`, seconds, async () =>
    when((await find<Pod>(namespace, 'pod', name))?.metadata.uid !== uid),
  );

export const log = (namespace: string, pod: string, container: string, ...args: readonly string[]): Promise<string> =>
  kubectl(['logs', pod, '-n', namespace, '-c', container, ...args]);

/** Waits until the log of a container matches; of its previous run too. */
export const waitForLog = (
  namespace: string,
  pod: string,
  container: string,
  pattern: RegExp,
  seconds: number,
): Promise<string> =>
  waitFor(`${pattern} in the log of ${namespace}/${pod} ${container}`, seconds, async () => {
    const now = await tryKubectl(['logs', pod, '-n', namespace, '-c', container]);
    const before = await tryKubectl(['logs', pod, '-n', namespace, '-c', container, '--previous']);
    const text = `${before.code === 0 ? before.stdout : ''}${now.stdout}`;
    return pattern.test(text) ? text : undefined;
  });
