-- Parameters that give up safety, as the server has them and as ALTER DATABASE and ALTER ROLE set them, and those that wait for a restart.
\set QUIET on
SET search_path = pg_catalog;

WITH bad (name, value, code) AS (
  VALUES
    ('fsync', false, 'setting-fsync'),
    ('full_page_writes', false, 'setting-full-page-writes'),
    ('autovacuum', false, 'setting-autovacuum'),
    ('track_counts', false, 'setting-track-counts'),
    ('zero_damaged_pages', true, 'setting-zero-damaged-pages'),
    ('ignore_checksum_failure', true, 'setting-ignore-checksum-failure'),
    ('ignore_system_indexes', true, 'setting-ignore-system-indexes'),
    ('ignore_invalid_pages', true, 'setting-ignore-invalid-pages'),
    ('allow_system_table_mods', true, 'setting-system-table-mods'),
    ('allow_in_place_tablespaces', true, 'setting-in-place-tablespaces'),
    ('data_sync_retry', true, 'setting-data-sync-retry')
), held (name, value, place) AS (
  SELECT name, setting, '' FROM pg_settings
  UNION ALL
  SELECT split_part(one, '=', 1), split_part(one, '=', 2),
    concat(' for role ' || quote_ident(rolname), ' in database ' || quote_ident(datname))
  FROM pg_db_role_setting LEFT JOIN pg_roles ON pg_roles.oid = setrole LEFT JOIN pg_database ON pg_database.oid = setdatabase,
    unnest(setconfig) AS one
), found AS (
  -- Whatever way a boolean is written: CASE, since only the values of these names are booleans.
  SELECT code, name || place AS object, format('%s is %s', name, held.value) AS detail FROM held JOIN bad USING (name)
  WHERE CASE WHEN bad.name IS NOT NULL THEN held.value::boolean = bad.value END
  UNION ALL
  SELECT 'setting-pending-restart', 'server', string_agg(name, ', ' ORDER BY name) FROM pg_settings WHERE pending_restart HAVING count(*) > 0
)
SELECT json_agg(json_build_object('code', code, 'database', NULL, 'object', object, 'detail', detail) ORDER BY code, object) AS found,
  (SELECT count(*) FROM pg_settings) AS objects
FROM found \gset
\ir check-found.sql
