-- What is wrong with the archiving of the write-ahead log and with pages, one finding per line; nothing where all is well. Run by
-- verify.sh as pgfleet_backup (pg_monitor). Reads, changes nothing.
SELECT format('archiving: archiving fails: %s attempts failed, the last one of %s at %s UTC; the last success was %s. The cause stands in the log of the container postgres (archive-push)',
  failed_count, last_failed_wal, to_char(last_failed_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
  coalesce(last_archived_wal || ' at ' || to_char(last_archived_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC', 'never'))
FROM pg_stat_archiver
WHERE last_failed_time > coalesce(last_archived_time, '-infinity')
UNION ALL
SELECT format('archiving-lags: archiving lags: %s segments of the log wait to be archived, the oldest since %s', count(*),
  date_trunc('second', clock_timestamp() - min(modification)))
FROM pg_ls_archive_statusdir()
WHERE name LIKE '%.ready'
HAVING count(*) > 8 AND min(modification) < clock_timestamp() - interval '10 minutes'
UNION ALL
SELECT format('archiving-off: the database does not archive: archive_mode is %s, and it must be on. Restart the database', setting)
FROM pg_settings
WHERE name = 'archive_mode' AND setting = 'off'
UNION ALL
SELECT format('damaged-pages: PostgreSQL met %s damaged pages in the database %s, the last one at %s UTC', checksum_failures,
  coalesce(datname, '(shared objects)'), to_char(checksum_last_failure AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'))
FROM pg_stat_database
WHERE checksum_failures > 0
