import { table } from './table';

/** What backup-info.sh found; every field may be absent, since a repository of another version may know less. */
interface Info {
  readonly repository?: string;
  readonly backups?: readonly Backup[];
  readonly recoverable?: { readonly from?: string; readonly to?: string } | null;
}

interface Backup {
  readonly label?: string;
  readonly type?: string;
  readonly stop?: string;
  readonly databaseBytes?: number;
  readonly repositoryBytes?: number;
  readonly error?: boolean;
}

/** Sets, sizes, and between which two times any moment can be restored. */
export const backupTable = (result: unknown): string => {
  const { repository = '', backups = [], recoverable } = (result ?? {}) as Info;
  const rows = backups.map(({ label = '', type = '', stop = '', databaseBytes, repositoryBytes, error }) => [
    label,
    type,
    stop,
    size(databaseBytes),
    size(repositoryBytes),
    error === true ? 'DAMAGED PAGES' : 'ok',
  ]);
  return [
    ...(repository === '' ? [] : [repository]),
    ...(rows.length === 0 ? ['no backups'] : [table(headings, rows)]),
    recoverable?.from === undefined
      ? 'no time can be restored'
      : `any time from ${recoverable.from} to ${recoverable.to ?? 'now'}`,
  ].join('\n');
};

const headings = ['BACKUP', 'TYPE', 'ENDED', 'DATABASE', 'REPOSITORY', 'STATE'];

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export const size = (bytes: number | undefined): string => {
  if (bytes === undefined) return '';
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
};
