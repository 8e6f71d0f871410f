import type { PlannedChange } from './change';

/** Keys of values.yaml by what they make: object, path, and the keys that can change it. All that fit are tried. */
const makers: readonly (readonly [object: RegExp, path: RegExp, keys: readonly string[]])[] = [
  [/^PersistentVolumeClaim\/.*-data-\d+$/, /storage$/, ['database.storage.size']],
  [/^PersistentVolumeClaim\/.*-wal-\d+$/, /storage$/, ['database.storage.walSize']],
  [/^PersistentVolumeClaim\/.*-repository$/, /storage$/, ['backup.repository.size']],
  [/^PersistentVolumeClaim\/.*-reports$/, /storage$/, ['checks.report.size']],
  [/^PersistentVolumeClaim\/.*-(data|wal)-\d+$/, /storageClassName$/, ['database.storage.storageClass']],
  [/^PersistentVolumeClaim\/.*-(data|wal)-\d+$/, /^$/, ['database.generation', 'database.storage.walSize', 'name']],
  [
    /^ConfigMap\/.*-config$/,
    /^data\["postgresql\.conf"\]\.(.+)$/,
    ['database.parameters.$1', 'database.resources', 'database.storage'],
  ],
  [/^ConfigMap\/.*-config$/, /^data\.extensions$/, ['database.extensions']],
  [/^ConfigMap\/.*-backup$/, /retention/, ['backup.retention']],
  [/^ConfigMap\/.*-backup$/, /repo1-|^data\.repository$/, ['backup.repository']],
  [/^ConfigMap\/pgfleet-environment$/, /deletionPolicy$/, ['deletionPolicy']],
  [/^ConfigMap\/pgfleet-environment$/, /cluster$/, ['cluster']],
  [/^ConfigMap\/pgfleet-environment$/, /namespace$/, ['namespace']],
  [/^ConfigMap\/pgfleet-environment$/, /backupMethod$/, ['backup.method']],
  [/^ConfigMap\/pgfleet-environment$/, /owner$/, ['owner']],
  [/^ConfigMap\/pgfleet-environment$/, /postgresqlVersion$/, ['database.version']],
  [/./, /\.image$/, ['images', 'database.version']],
  [/./, /version"\]$/, ['database.version']],
  [/^StatefulSet\//, /resources/, ['database.resources']],
  [/^StatefulSet\//, /^spec\.replicas$/, ['suspended']],
  [/^StatefulSet\//, /volumes/, ['database.generation', 'database.storage', 'credentials', 'tls']],
  [/^Service\/.*-public$/, /./, ['access.public']],
  [/^Service\/.*-public$/, /^$/, ['access.public']],
  [/^NetworkPolicy\/.*-database$/, /./, ['access', 'network']],
  [/^ResourceQuota\//, /./, ['quota']],
  [/^CronJob\/.*-(backup|verify|drill|dump)/, /schedule|timeZone/, ['backup']],
  [/^CronJob\/.*-check/, /schedule/, ['checks']],
];

/**
 * The one changed key that brought a change: the only one there is, or the only one that the table names for it. Undefined: not known.
 * `changed`: keys of values.yaml that are not the same, as `database.storage.size`.
 */
export const causeOf = ({ object, path }: PlannedChange, changed: readonly string[]): string | undefined => {
  if (changed.length === 1) return changed[0];
  const name = `${object.kind}/${object.name}`;
  for (const [objects, paths, keys] of makers) {
    const match = objects.test(name) ? paths.exec(path) : null;
    if (match === null) continue;
    for (const key of keys) {
      const wanted = key.replace('$1', match[1] ?? '');
      const fitting = changed.filter(
        (one) => one === wanted || one.startsWith(`${wanted}.`) || wanted.startsWith(`${one}.`),
      );
      if (fitting.length === 1) return fitting[0];
    }
  }
  return undefined;
};
