import { table } from '../table';

/** What backup.sh says of a repository: `info` is what `pgbackrest info --output=json` prints, with its times in seconds. */
interface Listing {
  readonly repository?: string;
  readonly info?: readonly { readonly backup?: readonly Backup[] }[];
  readonly recoverable?: { readonly from: string; readonly to: string } | null;
}

interface Backup {
  readonly label: string;
  readonly type: string;
  readonly timestamp: { readonly stop: number };
  readonly info: { readonly size: number; readonly repository: { readonly delta: number } };
  readonly error?: boolean | null;
}

/** Sets, sizes, and between which two times any moment can be restored. */
export const backupTable = (result: unknown, generation?: string): string => {
  const { repository, info, recoverable } = (result ?? {}) as Listing;
  const rows = (info?.[0]?.backup ?? []).map(({ label, type, timestamp, info, error }) => [
    label,
    type,
    utc(timestamp.stop),
    size(info.size),
    size(info.repository.delta),
    error === true ? 'DAMAGED PAGES' : 'ok',
  ]);
  return [
    ...(repository === undefined ? [] : [generation === undefined ? repository : `generation ${generation}`]),
    rows.length === 0 ? 'no backups' : table(headings, rows),
    ...(recoverable != null ? [`any time from ${recoverable.from} to ${recoverable.to}`] : []),
    ...(rows.length > 0 && recoverable == null && !rows.some(([, type]) => type === 'dump')
      ? ['no time can be restored']
      : []),
  ].join('\n');
};

const headings = ['BACKUP', 'TYPE', 'ENDED', 'DATABASE', 'REPOSITORY', 'STATE'];

const utc = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export const size = (bytes: number): string => {
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
};
