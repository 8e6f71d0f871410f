import type { Manifest } from '../../../manifest';
import { exactBytes } from '../../../quantities';
import { containersOf, podSpecOf, rollingKinds } from '../../kubernetes/pods';
import { type Fields, fieldsAt, itemsAt, textsAt, valueAt } from '../../object';
import { databaseImage } from '../../postgresql/image';
import { postgresqlSettings } from '../../postgresql/settings-text';
import type { ObjectChange, Rule, Scene } from '../../rule';

/** The server asks for its memory at once, and the kernel ends it. */
export const memoryExceeded: Rule = {
  id: 'memory-exceeded',
  class: 'start-fails',
  summary: 'shared_buffers is not below the memory limit of the container.',
  remedy: 'lower shared_buffers to a quarter of the limit, or raise the limit',
  check: (change, scene) => {
    const isSettings = change.differences.some(({ steps }) => steps[1] === settingsFile);
    if (!isSettings && !rollingKinds.has(change.kind)) return [];
    const workloads = isSettings ? scene.after.filter((one) => reads(one, change)) : [change.after];
    return workloads.flatMap((workload) => tooMuch(workload, scene, change)).slice(0, 1);
  },
};

const tooMuch = (workload: Manifest | undefined, scene: Scene, change: ObjectChange) =>
  itemsAt(podSpecOf(workload), 'containers')
    .filter(({ image }) => databaseImage(image) !== undefined)
    .slice(0, 1) // What stands beside the server can have the same image.
    .flatMap((container) => {
      const limit = bytes(valueAt(container, 'resources', 'limits', 'memory'));
      const buffers = sharedBuffers(container, workload, scene.after);
      if (limit === undefined || buffers === undefined || buffers < limit) return [];
      const before = scene.before.find(
        ({ kind, metadata }) => kind === workload?.kind && metadata.name === workload.metadata.name,
      );
      const same = containersOf(before).find(({ name }) => name === container.name);
      const old = same === undefined ? undefined : sharedBuffers(same, before, scene.before);
      if (old === buffers && bytes(valueAt(same, 'resources', 'limits', 'memory')) === limit) return [];
      return [
        {
          path: change.kind === 'core/ConfigMap' ? 'data["postgresql.conf"].shared_buffers' : 'spec.template.spec',
          message: `shared_buffers (${buffers / mebi} MiB) is not below the memory limit of the container ${String(container.name)} (${limit / mebi} MiB): the server is killed as it starts`,
        },
      ];
    });

const settingsFile = 'postgresql.conf';
const mebi = 1024n * 1024n;

const bytes = (value: unknown): bigint | undefined =>
  typeof value === 'string' || typeof value === 'number' ? exactBytes(String(value)) : undefined;

/** From its arguments, else from the file of a ConfigMap that it mounts. */
const sharedBuffers = (
  container: Fields,
  workload: Manifest | undefined,
  manifests: readonly Manifest[],
): bigint | undefined => {
  const words = [...textsAt(container, 'command'), ...textsAt(container, 'args')].join(' ');
  const argument = /shared_buffers=(\S+)/.exec(words)?.[1];
  if (argument !== undefined) return postgresBytes(argument);
  const files = manifests.filter((one) => one.kind === 'ConfigMap' && mountsConfigMap(workload, one.metadata.name));
  for (const file of files) {
    const text = fieldsAt(file, 'data')[settingsFile];
    const value = typeof text === 'string' ? postgresqlSettings(text).get('shared_buffers') : undefined;
    if (value !== undefined) return postgresBytes(value);
  }
  return undefined;
};

const reads = (workload: Manifest, { object }: ObjectChange): boolean => mountsConfigMap(workload, object.name);

const mountsConfigMap = (workload: Manifest | undefined, name: string): boolean =>
  itemsAt(podSpecOf(workload), 'volumes').some((volume) => valueAt(volume, 'configMap', 'name') === name);

const units: Readonly<Record<string, bigint>> = { B: 1n, kB: 1024n, MB: mebi, GB: 1024n * mebi, TB: mebi * mebi };

/** Without a unit it counts pages of 8 kB. Source: PostgreSQL docs, shared_buffers. */
const postgresBytes = (text: string): bigint | undefined => {
  const match = /^(\d+)\s*(B|kB|MB|GB|TB)?$/.exec(text.replaceAll("'", ''));
  return match?.[1] === undefined
    ? undefined
    : BigInt(match[1]) * (match[2] === undefined ? 8192n : (units[match[2]] ?? 1n));
};
