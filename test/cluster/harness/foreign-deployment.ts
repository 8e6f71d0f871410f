import { clientPodSpec } from './client';
import { applyObjects, get, kubectl, list } from './kubectl';
import type { Pod } from './pod';

/** What must stay as it is: the identity of the object and of its Pods, and every version of it. */
export interface Deployment {
  readonly uid: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly pods: readonly string[];
}

const name = 'dashboard';
const labels = { app: name };

/** Somebody else's application, in a namespace that it shares with a database. */
export const foreignDeployment = {
  name,
  create: async (namespace: string): Promise<Deployment> => {
    const spec = clientPodSpec(['sleep', 'infinity']);
    await applyObjects({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { ...spec, restartPolicy: 'Always' } },
      },
    });
    await kubectl(['rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=90s'], {
      timeoutSeconds: 100,
    });
    return foreignDeployment.observe(namespace);
  },
  observe: async (namespace: string): Promise<Deployment> => {
    const { metadata } = await get<{ readonly metadata: Omit<Deployment, 'pods'> }>(namespace, 'deployment', name);
    const pods = await list<Pod>(namespace, 'pod', '-l', `app=${name}`);
    const { uid, generation, resourceVersion } = metadata;
    return { uid, generation, resourceVersion, pods: pods.map((pod) => pod.metadata.uid) };
  },
};
