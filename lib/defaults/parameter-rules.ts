/** What a server follows, and how far. Source: PostgreSQL docs, 19.5.5 and 19.5.6. */
export const recoveryParameters: readonly string[] = [
  'recovery_end_command',
  'recovery_target',
  'recovery_target_action',
  'recovery_target_inclusive',
  'recovery_target_lsn',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_timeline',
  'recovery_target_xid',
  'restore_command',
];

/** Parameters that values.yaml may not set, beside the managed rows of the tuning table, with the reason. Keys are lower case. */
export const refusedParameters: ReadonlyMap<string, string> = new Map([
  ...reasons('the data directory is a mount of the Pod', ['data_directory', 'config_file', 'external_pid_file']),
  ...reasons('the keys of tls have no passphrase', [
    'ssl_passphrase_command',
    'ssl_passphrase_command_supports_reload',
  ]),
  ...reasons('the file would not exist in the container', [
    'krb_server_keyfile',
    'promote_trigger_file',
    'ssl_crl_dir',
    'ssl_crl_file',
    'ssl_dh_params_file',
  ]),
  ...reasons('logs go to the standard error of the container, where Kubernetes keeps and rotates them', [
    'log_directory',
    'log_file_mode',
    'log_filename',
    'log_rotation_age',
    'log_rotation_size',
    'log_truncate_on_rotation',
    'syslog_facility',
    'syslog_ident',
  ]),
  ...reasons('archiving and recovery belong to backup and restore', [
    'archive_cleanup_command',
    'archive_library',
    ...recoveryParameters,
  ]),
  ...reasons('there is one server and no standby: a commit would wait for ever', ['synchronous_standby_names']),
  ...reasons('there is one server and no standby', [
    'primary_conninfo',
    'primary_slot_name',
    'recovery_min_apply_delay',
  ]),
  ...hidingParameters(),
]);

/** On any server. */
export function hidingParameters(): readonly (readonly [string, string])[] {
  return reasons('it hides or destroys damaged data', [
    'ignore_checksum_failure',
    'ignore_invalid_pages',
    'ignore_system_indexes',
    'zero_damaged_pages',
  ]);
}

export function reasons(reason: string, names: readonly string[]): [string, string][] {
  return names.map((name) => [name, reason]);
}

/** Off, a crash loses or corrupts data; allowed only where losing the data is the plan. Source: PostgreSQL docs, 20.5. */
export const crashSafetyParameters: ReadonlySet<string> = new Set(['fsync', 'full_page_writes']);

/** Libraries whose extension works only after a preload. Source: the documentation of each. */
export const preloadedExtensions: ReadonlySet<string> = new Set([
  'citus',
  'pg_cron',
  'pg_net',
  'pg_partman_bgw',
  'pg_qualstats',
  'pg_squeeze',
  'pg_stat_kcache',
  'pg_stat_monitor',
  'pg_stat_statements',
  'pg_wait_sampling',
  'pgaudit',
  'pglogical',
  'set_user',
  'timescaledb',
]);

/** Libraries without an extension: CREATE EXTENSION fails for them. Source: PostgreSQL docs, appendix F. */
export const librariesWithoutExtension: ReadonlySet<string> = new Set([
  'auth_delay',
  'auto_explain',
  'basic_archive',
  'basebackup_to_shell',
  'passwordcheck',
  'pg_overexplain',
  'pgoutput',
  'sepgsql',
]);
