/** A row of pg_settings. */
export interface Setting {
  readonly name: string;
  readonly setting: string | null;
  readonly context: string;
  readonly vartype: 'bool' | 'enum' | 'integer' | 'real' | 'string';
  readonly enumvals: readonly string[] | null;
  readonly min_val: string | null;
  readonly max_val: string | null;
  readonly pending_restart: boolean;
}

/** Values that the server accepts, and that leave it able to answer; for other texts any word will do. */
const values: Readonly<Record<string, string>> = {
  client_min_messages: 'error',
  client_encoding: 'LATIN1',
  createrole_self_grant: 'set',
  DateStyle: 'ISO, DMY',
  debug_io_direct: 'data',
  default_tablespace: 'pg_default',
  default_text_search_config: 'pg_catalog.english',
  dynamic_library_path: '$libdir:/tmp',
  // A multiple of 16.
  commit_timestamp_buffers: '64',
  multixact_member_buffers: '64',
  multixact_offset_buffers: '64',
  notify_buffers: '64',
  serializable_buffers: '64',
  subtransaction_buffers: '64',
  transaction_buffers: '64',
  // Octal.
  log_file_mode: '0640',
  unix_socket_permissions: '0770',
  // As the kernel has them.
  tcp_keepalives_count: '7',
  tcp_keepalives_idle: '61',
  tcp_keepalives_interval: '11',
  lc_messages: 'POSIX',
  lc_monetary: 'POSIX',
  lc_numeric: 'POSIX',
  lc_time: 'POSIX',
  log_destination: 'csvlog',
  log_timezone: 'UTC',
  'plpgsql.extra_errors': 'all',
  'plpgsql.extra_warnings': 'all',
  recovery_target: 'immediate',
  recovery_target_lsn: '0/1000000',
  recovery_target_time: '2020-01-01 00:00:00+00',
  recovery_target_timeline: '1',
  recovery_target_xid: '1000',
  restrict_nonsystem_relation_kind: 'view',
  session_preload_libraries: 'auto_explain',
  shared_preload_libraries: 'auto_explain',
  ssl_ciphers: 'HIGH',
  TimeZone: 'UTC',
  timezone_abbreviations: 'India',
  wal_consistency_checking: 'heap',
};

/** Parameters that no file changes, and why; those of context `internal` are not named. */
export const unsettable: ReadonlyMap<string, string> = new Map([
  ['application_name', 'each program names itself'],
  ['bonjour', 'not in builds for Linux'],
  ['debug_discard_caches', 'builds without assertions have one value'],
  ['default_table_access_method', 'heap is the only one'],
  ['tcp_user_timeout', 'shown as the kernel has it, and not every kernel keeps it'],
]);

/** Nobody gets in after these: a library that does not exist, and names of users that end otherwise. */
export const locksOut: ReadonlySet<string> = new Set(['db_user_namespace', 'local_preload_libraries']);

/** It excludes those of its parts, and has its turn without them. */
export const alone = 'log_statement_stats';

/** Another valid value of a parameter; undefined: there is none that a file can bring. */
export const changedValue = (row: Setting): string | undefined => {
  if (row.context === 'internal' || unsettable.has(row.name)) return undefined;
  const known = values[row.name];
  if (known !== undefined) return known;
  if (row.vartype === 'bool') return row.setting === 'on' ? 'off' : 'on';
  if (row.vartype === 'enum') return row.enumvals?.find((value) => value !== row.setting);
  if (row.vartype === 'string') return 'changed';
  return number(row);
};

/** One more, or one less at the upper end. What is off (0 or -1) is switched on where it disturbs nobody: a time of 1 ms would. */
const number = ({ name, setting, min_val: min, max_val: max }: Setting): string | undefined => {
  const [now, least, most] = [Number(setting), Number(min), Number(max)];
  if (least === most) return undefined;
  if (now <= 0 && !name.endsWith('_auth_delay')) return String(Math.min(most, Math.max(now + 1, 100_000)));
  return String(now + 1 <= most ? now + 1 : Math.max(least, now - 1));
};
