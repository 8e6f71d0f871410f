import type { Manifest } from '../../manifest';
import { type Fields, fieldsAt, itemsAt, textsAt, valueAt } from '../object';
import { containersOf, podSpecOf } from './pods';

/** What the Pods of an object may do beyond what Pod Security `restricted` allows, one word each. Source: Kubernetes docs, Pod Security Standards. */
export const privilegesOf = (manifest: Manifest | undefined): ReadonlySet<string> => {
  const pod = podSpecOf(manifest);
  if (Object.keys(pod).length === 0) return new Set();
  return new Set([
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => pod[field] === true),
    ...itemsAt(pod, 'volumes')
      .filter((volume) => volume.hostPath !== undefined)
      .map((volume) => `hostPath ${String(valueAt(volume, 'hostPath', 'path'))}`),
    ...(pod.automountServiceAccountToken === true ? ['mounts the token of its ServiceAccount'] : []),
    ...containersOf(manifest).flatMap((container) =>
      ofContainer(fieldsAt(pod, 'securityContext'), fieldsAt(container, 'securityContext')).map(
        (word) => `${String(container.name)}: ${word}`,
      ),
    ),
  ]);
};

const ofContainer = (pod: Fields, own: Fields): readonly string[] => {
  const inherited = (field: string): unknown => own[field] ?? pod[field];
  const drops = textsAt(own, 'capabilities', 'drop');
  const seccomp = valueAt(inherited('seccompProfile'), 'type');
  return [
    ...(own.privileged === true ? ['privileged'] : []),
    ...(own.allowPrivilegeEscalation === false ? [] : ['may gain rights (allowPrivilegeEscalation)']),
    ...(own.readOnlyRootFilesystem === true ? [] : ['may write to its root file system']),
    ...(inherited('runAsNonRoot') === true ? [] : ['may run as root']),
    ...(inherited('runAsUser') === 0 ? ['runs as root'] : []),
    ...(drops.includes('ALL') ? [] : ['keeps the capabilities of the runtime']),
    ...textsAt(own, 'capabilities', 'add').map((capability) => `capability ${capability}`),
    ...(seccomp === 'RuntimeDefault' || seccomp === 'Localhost' ? [] : ['no seccomp profile']),
  ];
};
