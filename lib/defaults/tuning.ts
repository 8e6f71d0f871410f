import type { Major } from '../config/schema';

/** What the derived settings are computed from. */
export interface Size {
  readonly major: Major;
  /** Memory that is surely there: the request. */
  readonly memoryBytes: number;
  readonly millicores: number;
  /** Volume that holds the write-ahead log. */
  readonly walDiskBytes: number;
  /** Whether that volume holds nothing else. */
  readonly ownWalDisk: boolean;
  readonly ephemeral: boolean;
  /** Of pgBackRest; undefined: the write-ahead log is not archived. */
  readonly stanza: string | undefined;
  /** What the environment itself sets, where other settings depend on it. */
  readonly maxConnections: number | undefined;
}

export interface TuningRow {
  readonly name: string;
  readonly layer: 'derived' | 'default' | 'managed';
  /** As PostgreSQL prints it; undefined: the row does not apply. */
  readonly value: (size: Size) => string | undefined;
  /** Printed as a comment beside the setting. */
  readonly reason: string;
}

const kB = 2 ** 10;
const MB = 2 ** 20;
const GB = 2 ** 30;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Whole megabytes, in GB where that is exact. */
const megabytes = (bytes: number): string => {
  const whole = Math.floor(bytes / MB);
  return whole >= 1024 && whole % 1024 === 0 ? `${whole / 1024}GB` : `${whole}MB`;
};

const cores = (size: Size): number => Math.max(1, Math.floor(size.millicores / 1000));
const sharedBuffers = (size: Size): number => Math.max(16 * MB, Math.floor(size.memoryBytes / 4 / MB) * MB);

/** Ten megabytes each, in tens. Source: KubeBlocks M/9531392; Spilo M/30MB. */
const maxConnections = (size: Size): number =>
  size.maxConnections ?? Math.floor(clamp(size.memoryBytes / (10 * MB), 20, 500) / 10) * 10;

/** Whole segments of 16 MB: half of a disk of its own, a tenth of a shared one, never below four segments. */
const maxWalSize = (size: Size): number =>
  Math.floor(clamp(size.walDiskBytes / (size.ownWalDisk ? 2 : 10), 64 * MB, 16 * GB) / (16 * MB)) * 16 * MB;

const row = (
  name: string,
  layer: TuningRow['layer'],
  value: string | TuningRow['value'],
  reason: string,
): TuningRow => ({ name, layer, value: typeof value === 'string' ? () => value : value, reason });

/**
 * The whole postgresql.conf before the environment's own `parameters`, in the order in which it is printed.
 * derived: computed here, may be overridden; default: fixed here, may be overridden; managed: other parts of pgfleet depend on it.
 */
export const tuning: readonly TuningRow[] = [
  row('listen_addresses', 'managed', '*', 'who may connect is decided by NetworkPolicies and pg_hba.conf'),
  row('port', 'managed', '5432', 'the Service and the policies name it'),
  row('unix_socket_directories', 'managed', '/var/run/postgresql', 'shared by the containers of the Pod'),
  row('hba_file', 'managed', '/pgfleet/config/pg_hba.conf', 'comes from Git, not from the data volume'),
  row('ident_file', 'managed', '/pgfleet/config/pg_ident.conf', 'comes from Git, not from the data volume'),
  row('ssl', 'managed', 'on', 'certificates belong to tls'),
  row('ssl_cert_file', 'managed', '/pgfleet/tls/tls.crt', 'certificates belong to tls'),
  row('ssl_key_file', 'managed', '/pgfleet/tls/tls.key', 'certificates belong to tls'),
  row('ssl_ca_file', 'managed', '/pgfleet/tls/ca.crt', 'certificates belong to tls'),
  row('ssl_min_protocol_version', 'managed', 'TLSv1.2', 'older ones are broken'),
  row('password_encryption', 'managed', 'scram-sha-256', 'pg_hba.conf asks for it'),
  row('archive_mode', 'managed', ({ stanza }) => (stanza === undefined ? 'off' : 'on'), 'follows backup.method'),
  row(
    'archive_command',
    'managed',
    // `pgbackrest check` looks for the word pgbackrest in it.
    ({ stanza }) => (stanza === undefined ? undefined : `pgbackrest --stanza=${stanza} archive-push %p`),
    'follows backup.method',
  ),
  row('logging_collector', 'managed', 'off', 'logs go to the standard error of the container'),
  row('log_destination', 'managed', 'stderr', 'logs go to the standard error of the container'),
  row('huge_pages', 'managed', 'off', 'with no huge pages reserved a start can die of a bus error'),
  row(
    'allow_alter_system',
    'managed',
    ({ major }) => (Number(major) >= 17 ? 'off' : undefined),
    'settings live in Git',
  ),

  row('max_connections', 'derived', (size) => String(maxConnections(size)), '10 MB of memory each, 20 to 500'),
  row('shared_buffers', 'derived', (size) => megabytes(sharedBuffers(size)), '25 % of memory'),
  row(
    'effective_cache_size',
    'derived',
    (size) => megabytes(size.memoryBytes * 0.75),
    '75 % of memory: the rest is for connections',
  ),
  row(
    'work_mem',
    'derived',
    (size) => megabytes(clamp((size.memoryBytes - sharedBuffers(size)) / (3 * maxConnections(size)), 4 * MB, GB)),
    'a third of the memory beside shared_buffers, per connection; at least 4 MB',
  ),
  row(
    'maintenance_work_mem',
    'derived',
    (size) => megabytes(clamp(size.memoryBytes / 16, 16 * MB, 2 * GB)),
    'a sixteenth of memory, 16 MB to 2 GB',
  ),
  row(
    'wal_buffers',
    'derived',
    (size) => {
      const bytes = clamp(sharedBuffers(size) / 32, 512 * kB, 16 * MB);
      return bytes % MB === 0 ? megabytes(bytes) : `${Math.floor(bytes / (8 * kB)) * 8}kB`;
    },
    'a thirty-second of shared_buffers, at most one segment',
  ),
  row(
    'max_wal_size',
    'derived',
    (size) => megabytes(maxWalSize(size)),
    'half of a volume of its own, else a tenth of the data volume',
  ),
  row(
    'min_wal_size',
    'derived',
    (size) => megabytes(Math.max(32 * MB, Math.floor(maxWalSize(size) / 4 / MB) * MB)),
    'a quarter of max_wal_size',
  ),
  row(
    'max_slot_wal_keep_size',
    'derived',
    (size) => megabytes(maxWalSize(size) * 1.5),
    'a forgotten replication slot is dropped before it fills the volume',
  ),
  row('max_worker_processes', 'derived', (size) => String(Math.max(8, cores(size))), 'one per core, at least 8'),
  row('max_parallel_workers', 'derived', (size) => String(cores(size)), 'one per core'),
  row(
    'max_parallel_workers_per_gather',
    'derived',
    (size) => String(Math.min(4, Math.floor(cores(size) / 2))),
    'half of the cores, at most 4',
  ),
  row(
    'max_parallel_maintenance_workers',
    'derived',
    (size) => String(Math.min(4, Math.floor(cores(size) / 2))),
    'half of the cores, at most 4',
  ),
  row(
    'autovacuum_max_workers',
    'derived',
    (size) => String(clamp(Math.floor(size.memoryBytes / (16 * GB)), 3, 10)),
    'one per 16 GB of memory, 3 to 10',
  ),

  row(
    'archive_timeout',
    'default',
    ({ stanza }) => (stanza === undefined ? undefined : '60s'),
    'a lost volume costs at most the commits of a minute',
  ),
  row('wal_level', 'default', 'replica', 'enough for backups and standbys'),
  row('dynamic_shared_memory_type', 'default', 'posix', 'in /dev/shm, which the Pod mounts'),
  row('random_page_cost', 'default', '1.1', 'network and solid state disks seek at no cost'),
  row(
    'effective_io_concurrency',
    'default',
    ({ major }) => (Number(major) < 18 ? '200' : undefined),
    'solid state disks',
  ),
  row('checkpoint_timeout', 'default', '15min', 'fewer full page images than at 5min'),
  row('checkpoint_completion_target', 'default', '0.9', 'checkpoints are spread over time'),
  row('autovacuum', 'default', 'on', ''),
  row('track_io_timing', 'default', 'on', 'shows slow disks in EXPLAIN and pg_stat_statements'),
  row('tcp_keepalives_idle', 'default', '60', 'a client whose node vanished lets go of its locks'),
  row('tcp_keepalives_interval', 'default', '10', ''),
  row('tcp_keepalives_count', 'default', '6', ''),
  row('log_line_prefix', 'default', '%m [%p] %q%u@%d %a %h ', 'time, process, user, database, program, client'),
  row('log_checkpoints', 'default', 'on', ''),
  row('log_connections', 'default', 'off', 'every probe would be a line; on where an auditor asks for it'),
  row('log_disconnections', 'default', 'off', 'as log_connections'),
  row('log_lock_waits', 'default', 'on', ''),
  row('log_temp_files', 'default', '10MB', 'sorts that did not fit into work_mem'),
  row('log_autovacuum_min_duration', 'default', '10s', ''),
  row('log_min_duration_statement', 'default', '1s', 'slow statements'),
  row('log_timezone', 'default', 'UTC', ''),
  row('TimeZone', 'default', 'UTC', ''),
];
