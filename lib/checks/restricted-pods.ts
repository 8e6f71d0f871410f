import type { Check, Finding } from './check';
import { type Container, containersOf, type Fields, fieldsAt, podsOf } from './pods';

/**
 * What Pod Security `restricted` and a ResourceQuota would refuse only when the Pod is made: the workload is then in sync, and nothing runs.
 * Source: kubernetes.io, Pod Security Standards.
 */
export const restrictedPods: Check = {
  code: 'manifest',
  check: (manifests) =>
    podsOf(manifests).flatMap((pod) => {
      const podContext = fieldsAt(pod.spec, 'securityContext');
      return containersOf(pod).flatMap((container) =>
        faults(container, podContext).map(
          (fault): Finding => ({ object: pod.object, message: `the container "${container.name}" ${fault}` }),
        ),
      );
    }),
};

const faults = ({ fields }: Container, podContext: Fields): string[] => {
  const context = fieldsAt(fields, 'securityContext');
  const drop = fieldsAt(context, 'capabilities').drop;
  const seccomp = fieldsAt(context, 'seccompProfile').type ?? fieldsAt(podContext, 'seccompProfile').type;
  const memory = [fieldsAt(fields, 'resources', 'requests').memory, fieldsAt(fields, 'resources', 'limits').memory];
  return [
    ...(memory.includes(undefined) ? ['has no request or no limit of memory'] : []),
    ...(fieldsAt(fields, 'resources', 'requests').cpu === undefined ? ['has no request of cpu'] : []),
    ...((context.runAsNonRoot ?? podContext.runAsNonRoot) === true ? [] : ['may run as root (runAsNonRoot)']),
    ...(context.allowPrivilegeEscalation === false ? [] : ['may gain privileges (allowPrivilegeEscalation)']),
    ...(Array.isArray(drop) && drop.includes('ALL') ? [] : ['keeps capabilities (capabilities.drop: [ALL])']),
    ...(seccomp === 'RuntimeDefault' || seccomp === 'Localhost' ? [] : ['has no seccompProfile']),
  ];
};
