import { fieldsAt, itemsAt, valueAt } from '../object';
import { exceeds } from './amount';
import type { Validity } from './invalid-objects';
import { containersOf, podSpecOf } from './pods';

const workloads = ['apps/StatefulSet', 'apps/Deployment', 'apps/DaemonSet', 'apps/ReplicaSet'];
const jobs = ['batch/Job', 'batch/CronJob'];

/** What makes the template of Pods invalid. Source: as of `validObjects`. */
export const validPods: readonly Validity[] = [
  {
    kinds: workloads,
    faults: (workload) => {
      const labels = fieldsAt(workload, 'spec', 'template', 'metadata', 'labels');
      const asked = Object.entries(fieldsAt(workload, 'spec', 'selector', 'matchLabels'));
      return asked
        .filter(([label, value]) => labels[label] !== value)
        .map(([label]) => ({
          path: 'spec.template.metadata.labels',
          why: `the selector asks for the label ${label}, and the Pods do not have it so`,
        }));
    },
  },
  {
    kinds: workloads,
    faults: (workload) => {
      const policy = podSpecOf(workload).restartPolicy ?? 'Always';
      return policy === 'Always'
        ? []
        : [{ path: 'spec.template.spec.restartPolicy', why: `a ${workload.kind} restarts its Pods always` }];
    },
  },
  {
    kinds: [...workloads, ...jobs, 'core/Pod'],
    faults: (workload) => {
      const volumes = new Set([
        ...itemsAt(podSpecOf(workload), 'volumes').map(({ name }) => name),
        ...itemsAt(workload, 'spec', 'volumeClaimTemplates').map((template) => valueAt(template, 'metadata', 'name')),
      ]);
      return containersOf(workload).flatMap((container) =>
        itemsAt(container, 'volumeMounts')
          .filter(({ name }) => !volumes.has(name))
          .map(({ name }) => ({
            path: 'spec.template.spec',
            why: `${String(container.name)} mounts the volume ${String(name)}, and there is none`,
          })),
      );
    },
  },
  {
    kinds: [...workloads, ...jobs, 'core/Pod'],
    faults: (workload) =>
      containersOf(workload).flatMap((container) =>
        Object.entries(fieldsAt(container, 'resources', 'requests'))
          .filter(([resource, amount]) => exceeds(amount, valueAt(container, 'resources', 'limits', resource)))
          .map(([resource]) => ({
            path: 'spec.template.spec',
            why: `${String(container.name)} asks for more ${resource} than its limit`,
          })),
      ),
  },
];
